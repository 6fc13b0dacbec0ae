package dev.lockstep.distribution.internal;

import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.node.Assignments;
import dev.lockstep.core.node.Audit;
import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.node.ExternalModules;
import dev.lockstep.core.node.OfflineImport;
import dev.lockstep.core.node.OfflineTrust;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.node.Upstream;
import dev.lockstep.core.offline.OfflineBundle;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.settings.DistributionSettings;
import dev.lockstep.core.settings.EtcValues;
import dev.lockstep.core.store.ContentStore;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.transfer.Breakable;
import dev.lockstep.core.transfer.Pause;
import dev.lockstep.core.transfer.PayloadComplaint.Verdict;
import dev.lockstep.core.transfer.PayloadTransfer;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.transfer.RateLimit;
import dev.lockstep.core.transfer.ReleaseContents;
import dev.lockstep.core.trust.UpdatePath;
import dev.lockstep.core.trust.VendorMetadata;
import dev.lockstep.core.version.Version;
import dev.lockstep.distribution.internal.folder.CompleteIndex;
import dev.lockstep.distribution.internal.folder.DistributionFolder;
import dev.lockstep.distribution.internal.mirror.Intake;
import dev.lockstep.distribution.internal.mirror.Mirror;
import dev.lockstep.distribution.internal.mirror.PayloadCleanup;
import dev.lockstep.distribution.internal.mirror.Retention;
import dev.lockstep.distribution.internal.scrub.ComplaintDesk;
import dev.lockstep.distribution.internal.scrub.Complaints;
import dev.lockstep.distribution.internal.scrub.Inspections;
import dev.lockstep.distribution.internal.scrub.Scrub;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.ForkJoinPool;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.osgi.service.component.annotations.ReferenceCardinality;
import org.osgi.service.component.annotations.ReferencePolicy;
import org.osgi.service.component.annotations.ReferencePolicyOption;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The distribution folder of a node: one mirror, import or verification at a time, and its state for everybody who asks. */
@Component(
        service = {Distribution.class, KnownUpstream.class, RecentState.class, OfflineImport.class, Complaints.class},
        configurationPid = "dev.lockstep.distribution")
public final class LockstepDistribution implements Distribution, KnownUpstream, RecentState, OfflineImport, Complaints {
    private static final Logger LOG = LoggerFactory.getLogger(LockstepDistribution.class);
    private static final Sentence IDLE = Sentence.of("nothing");

    private final Settings settings;
    private final ContentStore store;
    private final Audit audit;
    private final DistributionFolder folder;
    private final FolderState state;
    private final UpstreamFile chain;
    private final Mirror mirror;
    private final Intake intake;
    private final Retention retention;
    private final PayloadCleanup leftovers;
    private final Upstream upstream;
    private final Executor background;
    private final AtomicReference<Sentence> operation = new AtomicReference<>(IDLE);
    private final Inspections inspections;
    /** From the announcement on, an import is done wholly: it is over in a moment. */
    private final Breakable imports = new Breakable(Set.of("announce"));

    private final Scrub scrub;
    private final ComplaintDesk complaints;

    /** Asks this bundle's status, so it comes later than it, if at all: what is assigned is never removed. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile Assignments assignments;

    /** Comes later likewise: what the modules need is never removed. */
    @Reference(
            cardinality = ReferenceCardinality.OPTIONAL,
            policy = ReferencePolicy.DYNAMIC,
            policyOption = ReferencePolicyOption.GREEDY)
    volatile ExternalModules modules;

    @Activate
    public LockstepDistribution(
            @Reference Settings settings,
            @Reference ContentStore store,
            @Reference Upstream upstream,
            @Reference OfflineTrust trust,
            @Reference Audit audit,
            Map<String, Object> properties) {
        this(
                settings,
                store,
                upstream,
                trust,
                audit,
                DistributionSettings.FILE.read(properties, LOG::warn),
                ForkJoinPool.commonPool());
    }

    LockstepDistribution(
            Settings settings,
            ContentStore store,
            Upstream upstream,
            OfflineTrust trust,
            Audit audit,
            EtcValues values,
            Executor background) {
        this.background = background;
        this.settings = settings;
        this.store = store;
        this.audit = audit;
        this.folder = new DistributionFolder(settings.identity().data().resolve("distribution"), store);
        this.state = new FolderState(folder, System::nanoTime);
        this.chain = new UpstreamFile(folder.path().resolve("upstream"));
        int lanes = values.get(DistributionSettings.PARALLEL_DOWNLOADS);
        PayloadTransfer transfer = new PayloadTransfer(store, upstream.rateLimit(), lanes, Pause.REAL);
        this.mirror = new Mirror(
                upstream, store, folder, transfer, settings.identity().id(), chain::remember);
        this.intake = new Intake(trust, store, folder, new PayloadTransfer(store, RateLimit.none(), lanes, Pause.REAL));
        this.retention = new Retention(folder, store, values.get(DistributionSettings.KEEP_RELEASES));
        this.leftovers = new PayloadCleanup(folder, store, Clock.systemUTC());
        this.upstream = upstream;
        this.inspections = new Inspections(
                store, folder, audit, settings.identity().data().resolve("scrub.json"), state::now, Clock.systemUTC());
        this.scrub = new Scrub(
                store,
                inspections,
                this::repair,
                Duration.ofDays(values.get(DistributionSettings.SCRUB_DAYS)),
                () -> values.get(DistributionSettings.SCRUB_BYTES_PER_SECOND),
                Clock.systemUTC());
        this.complaints = new ComplaintDesk(inspections, scrub, Clock.systemUTC());
    }

    /** Called by Declarative Services. */
    @Deactivate
    void end() {
        complaints.close();
        scrub.close();
    }

    @Override
    public CompletableFuture<Verdict> complain(Digest payload, String caller, String name) throws TooManyException {
        return complaints.complain(payload, caller, name);
    }

    @Override
    public Verification verify(Progress progress) {
        return alone(Sentence.of("operation.verify"), () -> inspections.all(progress));
    }

    @Override
    public List<Sentence> notices() {
        return inspections.notices();
    }

    /** What this computer does not distribute, it fetches when it needs it. */
    private Optional<Problem> repair() {
        try {
            if (settings.current().distribute()) {
                alone(Sentence.of("operation.repair"), () -> mirror.repair(Progress.SILENT));
            }
            return Optional.empty();
        } catch (ProblemException e) {
            return Optional.of(e.problem());
        }
    }

    @Override
    public State state() {
        return settings.current().distribute() ? state.current() : new State.Off();
    }

    @Override
    public State recent() {
        return settings.current().distribute() ? state.recent(background) : new State.Off();
    }

    @Override
    public void mirror(Version version, Progress progress) {
        alone(Sentence.of("operation.mirror", Map.of("version", version)), () -> {
            mirror.release(version, progress);
            retention.apply(
                    Stream.concat(Stream.of(version), assigned().stream()).toList());
            tidy();
        });
    }

    @Override
    public Offer inspect(Path bundle, Progress progress) {
        return alone(
                Sentence.of("operation.look"),
                () -> breakable("look", progress, told -> intake.inspect(OfflineBundle.open(bundle), told)));
    }

    @Override
    public Offer take(Path bundle, Progress progress) {
        try {
            Offer taken = taken(bundle, progress);
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

    private Offer taken(Path bundle, Progress progress) {
        return alone(Sentence.of("operation.import"), () -> {
            Offer taken = breakable("import", progress, told -> intake.take(OfflineBundle.open(bundle), told));
            retention.apply(Stream.concat(taken.releases().stream(), assigned().stream())
                    .toList());
            tidy();
            return taken;
        });
    }

    @Override
    public Breakable.Attempt breakOff(boolean simulate) {
        try {
            Breakable.Attempt attempt = simulate ? imports.attempt() : imports.breakOff();
            if (!simulate && attempt instanceof Breakable.Attempt.BrokenOff broken) {
                audit.record(AuditEvent.of("break off", "import", "broken off at the step " + broken.step()));
            } else if (!simulate && attempt instanceof Breakable.Attempt.TooLate late) {
                audit.record(AuditEvent.of("break off", "import", "refused: " + late.problem()));
            }
            return attempt;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(Problem.of(ProblemCode.DETACHED, Map.of()), e);
        }
    }

    private <T> T breakable(String what, Progress progress, Breakable.Work<T> work) throws IOException {
        try {
            return imports.run(what, progress, work);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw (InterruptedIOException) new InterruptedIOException(what).initCause(e);
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
        Path uploads = settings.identity().data().resolve("uploads");
        try {
            return Files.createDirectories(uploads);
        } catch (IOException e) {
            throw DiskProblems.writing(uploads, 0, e);
        }
    }

    /** Only while everybody is there who knows what is needed. */
    private void tidy() throws IOException {
        Optional<ExternalModules> others = Optional.ofNullable(modules);
        Optional<VendorMetadata> metadata = upstream.trusted();
        if (others.isPresent() && metadata.isPresent()) {
            leftovers.collect(metadata.get(), others.get().payloads());
        }
    }

    private Set<Version> assigned() {
        return Optional.ofNullable(assignments).map(Assignments::releases).orElse(Set.of());
    }

    @Override
    public void mirrorModule(String name, Version version, Progress progress) {
        alone(
                Sentence.of("operation.mirror-module", Map.of("module", name + " " + version)),
                () -> mirror.module(name, version, progress));
    }

    @Override
    public void follows(List<String> ids) {
        chain.remember(ids);
    }

    @Override
    public List<Version> lacking(Version version) {
        CompleteIndex index = folder.index();
        try {
            Optional<UpdatePath> way = folder.way(index, version);
            if (way.isEmpty()) {
                return List.of(version);
            }
            return way.get().missing().stream()
                    .filter(floor -> upstream.trusted()
                            .flatMap(metadata -> metadata.offered(floor))
                            .isPresent())
                    .toList();
        } catch (IOException damaged) {
            return List.of(version);
        }
    }

    @Override
    public long missingBytes(Release release) {
        try {
            long bytes = 0;
            for (Release step : path(release)) {
                bytes += new ReleaseContents(store, step).missingBytes();
            }
            return bytes;
        } catch (IOException e) {
            throw DiskProblems.writing(store.folder(), 0, e);
        }
    }

    private List<Release> path(Release release) {
        return release.floors().isEmpty()
                ? List.of(release)
                : upstream.trusted()
                        .map(metadata -> metadata.pathTo(release).steps())
                        .orElse(List.of(release));
    }

    @Override
    public List<String> ids() {
        return chain.ids();
    }

    private void alone(Sentence name, Change change) {
        alone(name, () -> {
            change.run();
            return name;
        });
    }

    private <T> T alone(Sentence name, Work<T> work) {
        Sentence other = operation.compareAndExchange(IDLE, name);
        if (!other.equals(IDLE)) {
            throw ProblemException.of(ProblemCode.BUSY, Map.of("operation", other));
        }
        try {
            return work.run();
        } catch (IOException e) {
            throw DiskProblems.writing(folder.path(), 0, e);
        } finally {
            state.now();
            operation.set(IDLE);
        }
    }

    @FunctionalInterface
    private interface Change {
        void run() throws IOException;
    }

    @FunctionalInterface
    private interface Work<T> {
        T run() throws IOException;
    }
}
