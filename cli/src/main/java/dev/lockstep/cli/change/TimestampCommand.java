package dev.lockstep.cli.change;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.cli.console.Environment;
import dev.lockstep.cli.console.Screen;
import dev.lockstep.core.tuf.CodedException;
import java.io.IOException;
import picocli.CommandLine.Command;

/** {@code lockstep timestamp}: renews the statement that there is nothing newer. */
@Command(
        name = "timestamp",
        header = "Signs the timestamp again, for another 30 days.",
        description = {
            "",
            "An expired timestamp shows clients as stale; nothing stops working. Run this by a timer, well before.",
            ""
        },
        footer = {"", "Example:", "  lockstep timestamp site/updates --keys /srv/keys --passphrase-file /srv/passphrase"
        })
public final class TimestampCommand extends ChangingCommand {
    public TimestampCommand(Environment environment) {
        super(environment);
    }

    @Override
    protected void change(WorkingFolder place, Screen screen, ObjectNode result) throws IOException, CodedException {
        place.published()
                .repository(environment().clock())
                .renewTimestamp(keys().ring(place.folder(), environment(), "timestamp"::equals));
        screen.line("Signed the timestamp of " + place.folder() + " again.");
        result.put("signed", "timestamp");
    }
}
