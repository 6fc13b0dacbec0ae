package dev.lockstep.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.lockstep.core.tuf.repository.RepositoryException;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** {@code lockstep timestamp}: says again that there is nothing newer. */
@Command(
        name = "timestamp",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        header = "Signs the timestamp again, for another 30 days.",
        description = {
            "",
            "An expired timestamp shows clients as stale; nothing stops working. Run this by a timer, well before.",
            ""
        },
        footer = {"", "Example:", "  lockstep timestamp site/updates --keys /srv/keys --passphrase-file /srv/passphrase"
        })
final class TimestampCommand extends Subcommand {
    @Parameters(index = "0", paramLabel = "DIR", description = "The published folder.")
    private Path folder;

    @Mixin
    private KeyOptions keys = new KeyOptions();

    TimestampCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws IOException, RepositoryException, Failure {
        PublishedFolder published = new PublishedFolder(folder);
        published.require();
        published
                .repository(surroundings().clock())
                .renewTimestamp(keys.ring(folder, surroundings(), "timestamp"::equals));
        Screen screen = screen();
        screen.line("Signed the timestamp of " + folder + " again.");
        screen.result(JsonNodeFactory.instance.objectNode().put("signed", "timestamp"));
        return 0;
    }
}
