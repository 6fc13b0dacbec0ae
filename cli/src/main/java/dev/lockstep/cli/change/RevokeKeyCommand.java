package dev.lockstep.cli.change;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.cli.console.Environment;
import dev.lockstep.cli.console.Screen;
import dev.lockstep.cli.keys.KeyNames;
import dev.lockstep.cli.keys.QuorumOption;
import dev.lockstep.cli.keys.RoleValue;
import dev.lockstep.core.tuf.CodedException;
import dev.lockstep.core.tuf.model.Key;
import dev.lockstep.core.tuf.model.Root;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lockstep revoke-key}: a stolen or lost key signs nothing any more. */
@Command(
        name = "revoke-key",
        header = "Takes a stolen or lost key out of every role that it signs.",
        description = {
            "",
            "The other keys go on. If too few are left, say how many have to sign from now on, or give another key with",
            "lockstep rotate --add-key in the same step. A publisher's key is exchanged with lockstep delegate.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  lockstep revoke-key site/updates alice.pub",
            "  lockstep revoke-key site/updates 3f8a01c2 --threshold root=2/2 --draft revocation"
        })
public final class RevokeKeyCommand extends DraftingCommand {
    @Parameters(
            index = "1..*",
            arity = "1..*",
            paramLabel = "KEY",
            description = "A file with the public half, or the beginning of its identifier.")
    private List<String> names = new ArrayList<>();

    @Mixin
    private QuorumOption quorums = new QuorumOption();

    @Option(
            names = "--role",
            paramLabel = "ROLE",
            converter = RoleValue.Role.class,
            description = "Only from this role; can be repeated. Default: all")
    private Set<String> roles = new LinkedHashSet<>();

    public RevokeKeyCommand(Environment environment) {
        super(environment);
    }

    @Override
    protected void change(WorkingFolder place, Screen screen, ObjectNode result) throws IOException, CodedException {
        RootChange change = new RootChange(place.published().plan());
        List<String> wanted = roles.isEmpty() ? Root.TOP_LEVEL_ROLES : List.copyOf(roles);
        Set<Key> known = new LinkedHashSet<>();
        wanted.forEach(role -> known.addAll(change.keys(role)));
        for (String name : names) {
            Key key = KeyNames.find(name, known);
            wanted.forEach(role -> change.remove(role, key));
        }
        for (var quorum : quorums.byRole().entrySet()) {
            change.require(quorum.getKey(), quorum.getValue());
        }
        new RootUpdate(place.published().repository(environment().clock()), change.plan())
                .perform(ring(place, role -> true), draft(), () -> {}, screen, result);
    }
}
