package dev.lockstep.commands.internal.completion;

import dev.lockstep.core.node.SiteAssignments;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;

/** Proposes the groups of this site. */
@Service
public final class GroupCompleter extends KnownWords {
    @Reference
    SiteAssignments assignments;

    @Override
    List<String> words(CommandLine line) {
        return assignments.groups().stream().map(SiteAssignments.Group::name).toList();
    }
}
