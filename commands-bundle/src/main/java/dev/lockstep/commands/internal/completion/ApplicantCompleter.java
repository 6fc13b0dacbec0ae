package dev.lockstep.commands.internal.completion;

import dev.lockstep.core.node.Admissions;
import java.util.List;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.CommandLine;

/** Proposes the computers that asked to be admitted. */
@Service
public final class ApplicantCompleter extends KnownWords {
    @Reference
    Admissions admissions;

    @Override
    List<String> words(CommandLine line) {
        return admissions.all().stream().map(Admissions.Applicant::name).toList();
    }
}
