package dev.lockstep.fleet.internal.administration;

import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.audit.AuditHead;
import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.node.Assignment;
import dev.lockstep.core.node.Audit;
import dev.lockstep.core.node.AuditTrail;
import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.node.StatusExport;
import dev.lockstep.core.node.UpdateAgent;
import dev.lockstep.core.node.Upstream;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.site.SiteStatus;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.trust.VendorMetadata;
import dev.lockstep.fleet.internal.assignment.Fleet;
import dev.lockstep.signing.site.SiteRepository;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes the status of this site into a file that the site signs. */
@Component(service = StatusExport.class)
public final class StatusReport implements StatusExport {
    private static final Logger LOG = LoggerFactory.getLogger(StatusReport.class);

    private final Fleet fleet;
    private final Settings settings;
    private final Supplier<Optional<VendorMetadata>> trusted;
    private final Distribution distribution;
    private final Supplier<ComputerReport> report;
    private final AuditTrail trail;
    private final Audit audit;
    private final Clock clock;

    /** Called by Declarative Services. */
    @Activate
    public StatusReport(
            @Reference Fleet fleet,
            @Reference Settings settings,
            @Reference Upstream upstream,
            @Reference Distribution distribution,
            @Reference UpdateAgent agent,
            @Reference AuditTrail trail,
            @Reference Audit audit) {
        this(fleet, settings, upstream::trusted, distribution, agent::report, trail, audit, Clock.systemUTC());
    }

    public StatusReport(
            Fleet fleet,
            Settings settings,
            Supplier<Optional<VendorMetadata>> trusted,
            Distribution distribution,
            Supplier<ComputerReport> report,
            AuditTrail trail,
            Audit audit,
            Clock clock) {
        this.fleet = fleet;
        this.settings = settings;
        this.trusted = trusted;
        this.distribution = distribution;
        this.report = report;
        this.trail = trail;
        this.audit = audit;
        this.clock = clock;
    }

    @Override
    public SiteStatus write(Path file) {
        settings.current().requireMain();
        Path target = file.toAbsolutePath();
        SiteStatus status = fleet.own()
                .ask(site -> written(site, target))
                .orElseThrow(() ->
                        ProblemException.of(ProblemCode.BAD_REQUEST, Map.of("reason", Sentence.of("site.none-yet"))));
        audit.record(AuditEvent.of("export status", "site " + status.site().digest(), "written")
                .change("", target.toString()));
        return status;
    }

    private SiteStatus written(SiteRepository site, Path file) {
        SiteStatus status = status(site);
        try {
            DurableFiles.write(file, site.signed(status));
        } catch (IOException e) {
            throw DiskProblems.writing(file.getParent(), 0, e);
        }
        return status;
    }

    private SiteStatus status(SiteRepository site) {
        Optional<VendorMetadata> vendor = trusted.get();
        return new SiteStatus(
                site.fingerprint(),
                clock.instant().truncatedTo(ChronoUnit.SECONDS),
                vendor.map(SiteStatus.Vendor::of),
                fleet.current().release(),
                vendor.map(this::held).orElseGet(TreeMap::new),
                all(report.get()).map(StatusReport::computer).toList(),
                head());
    }

    /** What is distributed is complete; modules that are assigned are distributed. */
    private SortedMap<String, Blob> held(VendorMetadata vendor) {
        List<String> releases = distribution.state() instanceof Distribution.State.Ready ready
                ? ready.releases().stream().map(Release::targetName).toList()
                : List.of();
        Stream<String> modules = fleet.current().modules().stream().map(Assignment.AssignedModule::targetName);
        SortedMap<String, Blob> held = new TreeMap<>();
        Stream.concat(releases.stream(), modules)
                .forEach(name -> vendor.target(name).ifPresent(blob -> held.put(name, blob)));
        return held;
    }

    private static Stream<ComputerReport> all(ComputerReport report) {
        return Stream.concat(Stream.of(report), report.downstream().stream().flatMap(StatusReport::all));
    }

    private static SiteStatus.Computer computer(ComputerReport report) {
        return new SiteStatus.Computer(
                report.name(),
                report.platform(),
                report.components(),
                report.modules(),
                report.lastCheck(),
                report.lastProblem().map(problem -> problem.code().code()));
    }

    private Optional<AuditHead> head() {
        try {
            return Optional.of(trail.head());
        } catch (IOException e) {
            LOG.warn("The audit log cannot be read, so the status file does not say how far it has come", e);
            return Optional.empty();
        }
    }
}
