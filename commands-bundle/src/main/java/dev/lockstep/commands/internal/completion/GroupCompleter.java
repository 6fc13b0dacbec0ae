package dev.lockstep.commands.internal.completion;

import dev.lockstep.core.node.SiteAssignments;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Proposes the groups of this site. */
@Service
public final class GroupCompleter implements Completer {
    @Reference
    SiteAssignments assignments;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        List<String> names =
                assignments.groups().stream().map(SiteAssignments.Group::name).toList();
        return new StringsCompleter(names).complete(session, line, candidates);
    }
}
