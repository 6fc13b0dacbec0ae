package dev.lockstep.distribution.internal;

import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.node.Audit;
import dev.lockstep.core.node.OfflineImport;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.transfer.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** Imports offline bundles, and records each import or refusal in the audit log. */
@Component(service = OfflineImport.class)
public final class AuditedImport implements OfflineImport {
    private final BundleIntake intake;
    private final Audit audit;
    private final Path uploads;

    /** Called by Declarative Services. */
    @Activate
    public AuditedImport(@Reference BundleIntake intake, @Reference Settings settings, @Reference Audit audit) {
        this.intake = intake;
        this.audit = audit;
        this.uploads = settings.identity().data().resolve("uploads");
    }

    @Override
    public Offer inspect(Path bundle, Progress progress) {
        return intake.inspectBundle(bundle, progress);
    }

    @Override
    public Offer take(Path bundle, Progress progress) {
        try {
            Offer taken = intake.takeBundle(bundle, progress);
            audit.record(AuditEvent.of("import", "offline bundle", "imported")
                    .change("", brought(taken))
                    .origin("", taken.bundle()));
            return taken;
        } catch (ProblemException e) {
            audit.record(AuditEvent.of("import", "offline bundle", e.problem().toString())
                    .origin("", bundle.toString()));
            throw e;
        }
    }

    private static String brought(Offer offer) {
        return Stream.concat(
                        offer.releases().stream().map(version -> "release " + version),
                        offer.modules().stream().map(module -> "module " + module))
                .collect(Collectors.joining(", "));
    }

    @Override
    public Path uploads() {
        try {
            return Files.createDirectories(uploads);
        } catch (IOException e) {
            throw DiskProblems.writing(uploads, 0, e);
        }
    }
}
