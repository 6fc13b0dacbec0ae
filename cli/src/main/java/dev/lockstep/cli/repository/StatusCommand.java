package dev.lockstep.cli.repository;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.cli.console.Environment;
import dev.lockstep.cli.console.Screen;
import dev.lockstep.cli.console.Table;
import dev.lockstep.cli.keys.KeyNames;
import dev.lockstep.core.trust.FreshnessPolicy;
import dev.lockstep.core.tuf.CodedException;
import dev.lockstep.core.tuf.model.DelegatedRole;
import dev.lockstep.core.tuf.model.Delegations;
import dev.lockstep.core.tuf.model.Role;
import dev.lockstep.core.tuf.model.Root;
import dev.lockstep.core.tuf.model.TargetPaths;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;

/** {@code lockstep status}: who signs what, and how long it is valid. */
@Command(
        name = "status",
        header = "Shows who signs what in a published folder, and how long it is valid.",
        description = {"", "Needs no keys.", ""},
        footer = {"", "Example:", "  lockstep status site/updates"})
public final class StatusCommand extends RepositoryCommand {
    public StatusCommand(Environment environment) {
        super(environment);
    }

    @Override
    protected int run(PublishedFolder published, Screen screen, ObjectNode result) throws IOException, CodedException {
        TrustedRepository trusted = TrustedRepository.read(
                published, published.firstRoot(), environment().clock());
        Root root = published.root();
        Table table = new Table("ROLE", "VERSION", "SIGNED BY", "EXPIRES", "SPEAKS ABOUT");
        ArrayNode roles = result.putArray("roles");
        for (String name : Root.TOP_LEVEL_ROLES) {
            Instant expires = trusted.state().expires().get(name);
            add(
                    table,
                    roles,
                    name,
                    trusted.state().versions().get(name),
                    root.roles().get(name),
                    expires,
                    "");
        }
        Optional<Delegations> delegations =
                Optional.ofNullable(trusted.roles().get("targets")).flatMap(targets -> targets.delegations());
        for (DelegatedRole role : delegations.map(Delegations::roles).orElse(List.of())) {
            String paths = role.paths() instanceof TargetPaths.Patterns patterns
                    ? String.join(", ", patterns.patterns())
                    : "names by their hash";
            var file = Optional.ofNullable(trusted.roles().get(role.name()));
            add(
                    table,
                    roles,
                    role.name(),
                    file.map(targets -> targets.version()).orElse(0L),
                    role.role(),
                    file.map(targets -> targets.expires()).orElse(Instant.EPOCH),
                    paths);
        }
        table.lines().forEach(screen::line);
        Optional.ofNullable(trusted.roles().get("targets"))
                .map(targets -> targets.targets().get(FreshnessPolicy.TARGET))
                .flatMap(FreshnessPolicy::of)
                .ifPresent(policy -> tell(policy, screen, result));
        return 0;
    }

    private static void tell(FreshnessPolicy policy, Screen screen, ObjectNode result) {
        policy.refusedAfterDays().ifPresent(days -> {
            screen.line(
                    "What is assigned is installed for " + days
                            + " days after timestamp or snapshot have expired, and not longer than targets and root are valid.");
            result.put("refusedAfterDays", days);
        });
    }

    private static void add(
            Table table, ArrayNode roles, String name, long version, Role role, Instant expires, String paths) {
        String keys = role.threshold() + " of "
                + String.join(" ", role.keyIds().stream().map(KeyNames::brief).toList());
        boolean published = version > 0;
        table.row(name, published ? Long.toString(version) : "-", keys, published ? expires.toString() : "-", paths);
        ObjectNode one =
                roles.addObject().put("role", name).put("version", version).put("threshold", role.threshold());
        role.keyIds().forEach(one.putArray("keys")::add);
        if (published) {
            one.put("expires", expires.toString());
        }
    }
}
