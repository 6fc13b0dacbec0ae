package dev.lockstep.signing.repository;

import dev.lockstep.core.tuf.MalformedMetadataException;
import dev.lockstep.core.tuf.model.Authority;
import dev.lockstep.core.tuf.model.DelegatedRole;
import dev.lockstep.core.tuf.model.Delegations;
import dev.lockstep.core.tuf.model.Key;
import dev.lockstep.core.tuf.model.MetadataType;
import dev.lockstep.core.tuf.model.SignedMetadata;
import dev.lockstep.core.tuf.model.TargetFile;
import dev.lockstep.core.tuf.model.Targets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** What the targets roles are to say after a publication: the published state with the changes over it. */
final class PendingTargets {
    private static final String TOP = "targets";
    /** What a role says before anybody has said anything; version and expiry are chosen when it is signed. */
    private static final Targets NOTHING = new Targets(1, Instant.EPOCH, Map.of(), Optional.empty());

    private final RepositoryState state;
    private final Map<String, Targets> changed = new LinkedHashMap<>();
    /** Files that others have signed, which are published as they are. */
    private final Map<String, SignedMetadata<Targets>> submitted = new LinkedHashMap<>();

    PendingTargets(RepositoryState state) {
        this.state = state;
    }

    /**
     * What a role is to say.
     *
     * @throws IllegalArgumentException if nothing is delegated to it
     */
    Targets of(String roleName) {
        if (submitted.containsKey(roleName)) {
            return submitted.get(roleName).signed();
        }
        if (changed.containsKey(roleName)) {
            return changed.get(roleName);
        }
        if (!roleName.equals(TOP)) {
            delegation(roleName);
        }
        return Optional.ofNullable(state.targets().get(roleName))
                .map(SignedMetadata::signed)
                .orElse(NOTHING);
    }

    boolean isChanged(String roleName) {
        return changed.containsKey(roleName);
    }

    Map<String, SignedMetadata<Targets>> submitted() {
        return submitted;
    }

    /** Who may sign a role after the publication. */
    Authority authority(String roleName) {
        return roleName.equals(TOP)
                ? state.root().signed().authority(TOP)
                : delegations().authority(delegation(roleName));
    }

    Delegations delegations() {
        return of(TOP).delegations().orElseGet(() -> new Delegations(Map.of(), List.of(), Optional.empty()));
    }

    void add(String roleName, TargetFile target) {
        if (!roleName.equals(TOP) && !delegation(roleName).mayName(target.path())) {
            throw new IllegalArgumentException(
                    "the role " + roleName + " is not delegated targets like " + target.path());
        }
        Map<String, TargetFile> targets = new TreeMap<>(of(roleName).targets());
        targets.put(target.path(), target);
        change(roleName, targets, of(roleName).delegations());
    }

    boolean remove(String roleName, String targetPath) {
        Map<String, TargetFile> targets = new TreeMap<>(of(roleName).targets());
        boolean removed = targets.remove(targetPath) != null;
        if (removed) {
            change(roleName, targets, of(roleName).delegations());
        }
        return removed;
    }

    void delegate(DelegatedRole role, List<Key> keys) {
        List<DelegatedRole> roles = new ArrayList<>(delegations().roles());
        int place = indexOf(roles, role.name());
        if (place < 0) {
            roles.add(role);
        } else {
            roles.set(place, role);
        }
        Map<String, Key> known = new LinkedHashMap<>(delegations().keys());
        keys.forEach(key -> known.put(key.id(), key));
        changeDelegations(known, roles);
    }

    boolean revoke(String roleName) {
        List<DelegatedRole> roles = new ArrayList<>(delegations().roles());
        boolean removed = roles.removeIf(role -> role.name().equals(roleName));
        if (removed) {
            changed.remove(roleName);
            submitted.remove(roleName);
            changeDelegations(delegations().keys(), roles);
        }
        return removed;
    }

    void submit(String roleName, SignedMetadata<Targets> file) {
        submitted.put(roleName, file);
        changed.remove(roleName);
    }

    void renew(String roleName) {
        changed.putIfAbsent(roleName, of(roleName));
    }

    static SignedMetadata<Targets> parse(String roleName, byte[] file) throws MalformedMetadataException {
        try {
            return SignedMetadata.parse(file, MetadataType.TARGETS);
        } catch (IllegalArgumentException e) {
            throw new MalformedMetadataException(roleName, e);
        }
    }

    private void change(String roleName, Map<String, TargetFile> targets, Optional<Delegations> delegations) {
        Targets before = of(roleName);
        submitted.remove(roleName);
        changed.put(roleName, new Targets(before.version(), before.expires(), targets, delegations));
    }

    private void changeDelegations(Map<String, Key> known, List<DelegatedRole> roles) {
        Map<String, Key> used = new LinkedHashMap<>();
        roles.forEach(role -> role.role().keyIds().forEach(id -> used.put(id, known.get(id))));
        // Bins that another tool has made are not dropped: both kinds together are refused by the value itself.
        Delegations next = new Delegations(used, roles, delegations().succinct());
        change(TOP, of(TOP).targets(), Optional.of(next));
    }

    private DelegatedRole delegation(String roleName) {
        List<DelegatedRole> roles = delegations().roles();
        int place = indexOf(roles, roleName);
        if (place < 0) {
            throw new IllegalArgumentException("nothing is delegated to a role " + roleName);
        }
        return roles.get(place);
    }

    private static int indexOf(List<DelegatedRole> roles, String roleName) {
        return roles.stream().map(DelegatedRole::name).toList().indexOf(roleName);
    }
}
