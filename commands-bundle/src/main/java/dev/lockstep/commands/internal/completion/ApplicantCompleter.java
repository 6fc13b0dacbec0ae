package dev.lockstep.commands.internal.completion;

import dev.lockstep.core.node.Admissions;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Completer;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.completers.StringsCompleter;

/** Proposes the computers that asked to be admitted. */
@Service
public final class ApplicantCompleter implements Completer {
    @Reference
    Admissions admissions;

    @Override
    public int complete(Session session, CommandLine line, List<String> candidates) {
        List<String> names =
                admissions.all().stream().map(Admissions.Applicant::name).toList();
        return new StringsCompleter(names).complete(session, line, candidates);
    }
}
