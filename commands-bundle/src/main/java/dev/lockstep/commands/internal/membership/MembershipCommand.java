package dev.lockstep.commands.internal.membership;

import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.commands.internal.console.NodeCommand;
import dev.lockstep.commands.internal.console.OptionsAnywhere;
import dev.lockstep.commands.internal.console.Table;
import dev.lockstep.core.membership.KnownServer;
import dev.lockstep.core.node.Membership;
import java.io.IOException;
import java.util.Locale;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.Parsing;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;

/** Shows the key of this computer and the servers that it trusts. */
@Service
@Parsing(OptionsAnywhere.class)
@Command(
        scope = "lockstep",
        name = "membership",
        description = "Shows the key by which servers know this computer, and the servers that it trusts")
public final class MembershipCommand extends NodeCommand {
    @Option(name = "--no-format", description = "Print lines with tabs, for programs")
    boolean noFormat;

    @Reference
    Membership membership;

    @Override
    protected void run(Dialogue dialogue) throws IOException {
        if (noFormat) {
            dialogue.raw(membership.key().toString());
        } else {
            dialogue.say("membership.key", membership.key());
        }
        Table table = dialogue.table("column.address", "column.authority", "column.told", "column.since");
        for (KnownServer server : membership.servers()) {
            table.row(
                    String.join(", ", server.addresses().stream().sorted().toList()),
                    server.authority().toString(),
                    dialogue.texts().word("told", server.trustedBy().name().toLowerCase(Locale.ROOT)),
                    dialogue.time(Optional.of(server.since())));
        }
        table.print(noFormat);
    }
}
