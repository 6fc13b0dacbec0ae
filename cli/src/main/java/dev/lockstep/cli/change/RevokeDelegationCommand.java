package dev.lockstep.cli.change;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.cli.console.Environment;
import dev.lockstep.cli.console.Failure;
import dev.lockstep.cli.console.Screen;
import dev.lockstep.cli.keys.KeysFolder;
import dev.lockstep.core.tuf.CodedException;
import dev.lockstep.signing.repository.Publication;
import java.io.IOException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** {@code lockstep revoke-delegation}: clients no longer accept a publisher's signature. */
@Command(
        name = "revoke-delegation",
        header = "Ends the right of a publisher to sign modules.",
        description = {
            "",
            "His modules vanish from every catalogue; where one is installed it stays until it is removed.",
            ""
        },
        footer = {"", "Example:", "  lockstep revoke-delegation site/updates acme --dry-run"})
public final class RevokeDelegationCommand extends DraftingCommand {
    @Parameters(index = "1", paramLabel = "NAME", description = "What the publisher's role is called.")
    private String name;

    public RevokeDelegationCommand(Environment environment) {
        super(environment);
    }

    @Override
    protected void change(WorkingFolder place, Screen screen, ObjectNode result) throws IOException, CodedException {
        try (Publication publication = place.published()
                .repository(environment().clock())
                .begin(ring(place, role -> !role.equals(KeysFolder.ROOT)))) {
            if (!publication.revoke(name)) {
                throw new Failure("ROLE-UNKNOWN", "There is no publisher " + name + " in " + place.folder() + ".");
            }
            finish(publication, screen, result);
        }
        screen.line("The publisher " + name + " signs nothing any more.");
        result.put("revoked", name);
    }
}
