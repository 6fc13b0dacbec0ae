package dev.lockstep.commands.internal.node;

import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.commands.internal.console.NodeCommand;
import dev.lockstep.commands.internal.console.OptionsAnywhere;
import dev.lockstep.commands.internal.console.Table;
import dev.lockstep.core.audit.AuditEntry;
import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.node.AuditTrail;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Command;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.Parsing;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.support.CommandException;

/** Shows who decided and changed what on this computer, the latest first. */
@Service
@Parsing(OptionsAnywhere.class)
@Command(
        scope = "lockstep",
        name = "audit",
        description =
                "Shows who decided and changed what on this computer, the latest first; lockstep verify-audit checks it")
public final class AuditCommand extends NodeCommand {
    @Option(name = "-n", aliases = "--number", description = "How many entries to show")
    int number = 20;

    @Option(name = "--no-format", description = "Print complete entries as lines with tabs, for programs")
    boolean noFormat;

    @Reference
    AuditTrail trail;

    @Override
    protected void run(Dialogue dialogue) throws IOException, CommandException {
        List<AuditEntry> entries = trail.latest(positive(dialogue, number));
        Table table = noFormat
                ? dialogue.table(
                        "column.number",
                        "column.time",
                        "column.who",
                        "column.action",
                        "column.subject",
                        "column.from",
                        "column.to",
                        "column.sha256",
                        "column.source",
                        "column.result",
                        "column.hash")
                : dialogue.table(
                        "column.number",
                        "column.time",
                        "column.who",
                        "column.action",
                        "column.change",
                        "column.result");
        entries.forEach(entry -> table.row(noFormat ? all(entry) : forPeople(dialogue, entry)));
        table.print(noFormat);
    }

    private static String[] all(AuditEntry entry) {
        AuditEvent event = entry.event();
        return new String[] {
            Long.toString(entry.number()),
            entry.at().toString(),
            entry.who(),
            event.action(),
            event.subject(),
            event.from(),
            event.to(),
            event.sha256(),
            event.source(),
            event.result(),
            entry.hash().hex()
        };
    }

    private static String[] forPeople(Dialogue dialogue, AuditEntry entry) {
        AuditEvent event = entry.event();
        String change = event.from().isEmpty() && event.to().isEmpty()
                ? event.subject()
                : event.subject() + ": " + orDash(event.from()) + " → " + orDash(event.to());
        String source = event.source().isEmpty() ? "" : " (" + event.source() + ")";
        return new String[] {
            Long.toString(entry.number()),
            dialogue.time(Optional.of(entry.at())),
            dialogue.texts().word("who", entry.who()),
            dialogue.texts().word("action", event.action()),
            change,
            event.result() + source
        };
    }

    private static String orDash(String text) {
        return text.isEmpty() ? "-" : text;
    }
}
