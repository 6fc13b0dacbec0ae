package dev.lockstep.cli.change;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.cli.console.Screen;
import dev.lockstep.cli.keys.KeyNames;
import dev.lockstep.core.problem.Plurals;
import dev.lockstep.core.tuf.model.DelegatedRole;
import dev.lockstep.core.tuf.model.Delegations;
import dev.lockstep.core.tuf.model.Role;
import dev.lockstep.core.tuf.model.Root;
import dev.lockstep.core.tuf.model.SignedMetadata;
import dev.lockstep.core.tuf.model.TargetFile;
import dev.lockstep.core.tuf.model.Targets;
import dev.lockstep.signing.repository.Draft;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;

/** What a draft changes and whose signatures it lacks, for people to read before they sign. */
record DraftText(Draft draft) {
    void tell(Screen screen, ObjectNode result) {
        ArrayNode changes = result.putArray("changes");
        for (String change : changes()) {
            screen.line("  " + change);
            changes.add(change);
        }
        ArrayNode demands = result.putArray("signatures");
        for (Draft.Demand demand : draft.demands()) {
            screen.line("  " + text(demand));
            ObjectNode one = demands.addObject()
                    .put("role", demand.authority().roleName())
                    .put("of", demand.asked() == Draft.Asked.PRESENT_KEYS ? "present" : "new")
                    .put("needed", demand.authority().role().threshold())
                    .put("missing", demand.missing())
                    .put("required", demand.required());
            demand.signed().forEach(one.putArray("signed")::add);
        }
        result.put("complete", draft.isComplete());
        screen.line(
                draft.isComplete()
                        ? "All signatures are there. Publish it with: lockstep submit DIR FOLDER"
                        : "It waits for signatures: lockstep sign FOLDER --key FILE");
    }

    private static String text(Draft.Demand demand) {
        Role role = demand.authority().role();
        Set<String> open = new TreeSet<>(role.keyIds());
        open.removeAll(Set.copyOf(demand.signed()));
        String text = demand.authority().roleName() + ": " + demand.signed().size() + " of " + role.threshold()
                + " signatures of the " + (demand.asked() == Draft.Asked.PRESENT_KEYS ? "present" : "new") + " keys";
        if (demand.missing() == 0) {
            return text;
        }
        return text + (demand.required() ? "" : " (wished for)") + "; can sign: "
                + String.join(", ", open.stream().map(KeyNames::brief).toList());
    }

    /** What will be different from what is published. */
    List<String> changes() {
        List<String> changes = new ArrayList<>();
        draft.root().ifPresent(root -> root(root.signed(), changes));
        draft.targets().forEach((role, file) -> targets(role, file.signed(), changes));
        return changes;
    }

    private void root(Root next, List<String> changes) {
        changes.add("root " + next.version() + ", valid until " + next.expires());
        Optional<Root> before = draft.rootBefore().map(SignedMetadata::signed);
        for (String name : Root.TOP_LEVEL_ROLES) {
            Role now = next.roles().get(name);
            Optional<Role> old = before.map(root -> root.roles().get(name));
            if (!old.equals(Optional.of(now))) {
                changes.add("  " + keys(name, old, now));
            }
        }
    }

    private static String keys(String name, Optional<Role> before, Role now) {
        List<String> parts = new ArrayList<>();
        Set<String> old = before.map(Role::keyIds).orElse(Set.of());
        now.keyIds().stream().filter(id -> !old.contains(id)).forEach(id -> parts.add("+ " + KeyNames.brief(id)));
        old.stream().filter(id -> !now.keyIds().contains(id)).forEach(id -> parts.add("- " + KeyNames.brief(id)));
        parts.add(now.threshold() + " of " + now.keyIds().size() + " have to sign");
        return name + ": " + String.join(", ", parts);
    }

    private void targets(String role, Targets next, List<String> changes) {
        changes.add(role + " " + next.version() + ", valid until " + next.expires() + ", "
                + Plurals.english(next.targets().size(), "entry", "entries"));
        if (!role.equals("targets")) {
            next.targets().keySet().forEach(path -> changes.add("    " + path));
            return;
        }
        Optional<Targets> before = draft.targetsBefore().map(SignedMetadata::signed);
        Map<String, TargetFile> old = before.map(Targets::targets).orElse(Map.of());
        next.targets().forEach((path, file) -> {
            if (!file.equals(old.get(path))) {
                changes.add("  " + (old.containsKey(path) ? "changed " : "+ ") + path);
            }
        });
        old.keySet().stream()
                .filter(path -> !next.targets().containsKey(path))
                .forEach(path -> changes.add("  - " + path));
        delegations(before.flatMap(Targets::delegations), next.delegations(), changes);
    }

    private static void delegations(Optional<Delegations> before, Optional<Delegations> next, List<String> changes) {
        List<DelegatedRole> old = before.map(Delegations::roles).orElse(List.of());
        List<DelegatedRole> now = next.map(Delegations::roles).orElse(List.of());
        for (DelegatedRole role : now) {
            if (!old.contains(role)) {
                Optional<Role> was = old.stream()
                        .filter(one -> one.name().equals(role.name()))
                        .findFirst()
                        .map(DelegatedRole::role);
                changes.add("  publisher " + keys(role.name(), was, role.role()) + "; for " + role.paths());
            }
        }
        List<String> names = now.stream().map(DelegatedRole::name).toList();
        old.stream()
                .filter(role -> !names.contains(role.name()))
                .forEach(role -> changes.add("  - publisher " + role.name()));
    }
}
