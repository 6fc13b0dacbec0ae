package dev.lockstep.client.internal.agent;

import dev.lockstep.client.internal.journal.Transaction;
import dev.lockstep.client.internal.settings.CheckSettings;
import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.node.ComputerReport;
import dev.lockstep.core.node.NodeIdentity;
import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.Progress;
import dev.lockstep.core.node.UpdateAgent;
import dev.lockstep.core.node.Upstream;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.vendor.VendorMetadata;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps this computer on the version that its source says. Safe for use by several threads. */
public final class Agent implements UpdateAgent {
    private static final Logger LOG = LoggerFactory.getLogger(Agent.class);

    private final Supplier<NodeSettings> settings;
    private final Supplier<CheckSettings> checks;
    private final Upstream upstream;
    private final AgentParts parts;
    private final Operations operations;
    private final Clock clock;

    Agent(
            Supplier<NodeSettings> settings,
            Supplier<CheckSettings> checks,
            Upstream upstream,
            AgentParts parts,
            Operations operations,
            Clock clock) {
        this.settings = settings;
        this.checks = checks;
        this.upstream = upstream;
        this.parts = parts;
        this.operations = operations;
        this.clock = clock;
    }

    /** Ends what an interruption left, then sees to it that the components run. Call it once, before anything else. */
    public void begin() {
        operations.recover(progress -> guarded(() -> {
            Optional<Switch.Ending> ending = parts.switching().recover(progress);
            if (ending.isPresent()) {
                conclude(ending.get(), parts.inventory().installed());
            }
            if (ending.isEmpty() || !(ending.get() instanceof Switch.Ending.Restarting)) {
                parts.startUp().run();
                parts.distribution().assign();
            }
            return Boolean.TRUE;
        }));
    }

    @Override
    public CheckOutcome check(Progress progress) {
        try {
            return operations.run("check", progress, this::checked);
        } catch (ProblemException busy) {
            return new CheckOutcome.Failed(busy.problem());
        }
    }

    private CheckOutcome checked(Progress progress) {
        try {
            progress.at("check");
            Wanted wanted = parts.question().ask(Optional.empty());
            CheckOutcome outcome = guarded(() -> compared(wanted));
            parts.lastCheck().succeeded(clock.instant(), wanted.version());
            parts.distribution().assign();
            wanted.assignment().ifPresent(assignment -> parts.modules().follow(assignment, progress));
            return outcome;
        } catch (ProblemException e) {
            if (!parts.lastCheck().seen().problem().equals(Optional.of(e.problem()))) {
                LOG.warn("The check for updates failed: {}", e.problem());
            }
            parts.lastCheck().failed(clock.instant(), e.problem());
            return new CheckOutcome.Failed(e.problem());
        }
    }

    private CheckOutcome compared(Wanted wanted) throws IOException {
        Optional<Version> installed = parts.inventory().installed();
        boolean runs = parts.inventory().runs(wanted.release());
        Optional<Problem> lack = parts.distribution().lacks(runs ? installed.get() : wanted.version());
        boolean canServeNothing = lack.isPresent()
                && (runs
                        || installed.isEmpty()
                        || parts.distribution().lacks(installed.get()).isPresent());
        if (canServeNothing && settings.get().distribute()) {
            Wanted first = bringUpTo(wanted);
            return new CheckOutcome.RebuildOffered(
                    first.version(), parts.distribution().missingBytes(first.release()), lack.get());
        }
        if (runs || waits(wanted.version(), installed)) {
            return new CheckOutcome.Current(installed.orElse(wanted.version()));
        }
        Release next = wanted.next(installed);
        return new CheckOutcome.Available(next, parts.updating().missingBytes(next, upstream.transport()));
    }

    /** Whether this computer is ahead of its server and shall stay so. */
    private boolean waits(Version wanted, Optional<Version> installed) {
        return installed.isPresent()
                && installed.get().compareTo(wanted) > 0
                && checks.get().newerThanServer() == CheckSettings.NewerThanServer.WAIT;
    }

    @Override
    public UpdateOutcome update(UpdateRequest request, Progress progress) {
        try {
            return operations.run("update", progress, watched -> updated(request, watched));
        } catch (ProblemException e) {
            return new UpdateOutcome.Refused(e.problem());
        }
    }

    private UpdateOutcome updated(UpdateRequest request, Progress progress) {
        try {
            progress.at("check");
            Wanted wanted = parts.question().ask(request.version());
            if (parts.inventory().runs(wanted.release())) {
                parts.distribution().mirror(wanted.release(), wanted.metadata(), progress);
                parts.lastCheck().succeeded(clock.instant(), wanted.version());
                parts.distribution().assign();
                return new UpdateOutcome.Unchanged(wanted.version());
            }
            UpdateOutcome outcome = guarded(() -> through(wanted, request, progress));
            if (outcome instanceof UpdateOutcome.Switched) {
                parts.lastCheck().succeeded(clock.instant(), wanted.version());
            }
            return outcome;
        } catch (ProblemException e) {
            LOG.warn("The update was refused: {}", e.problem());
            parts.lastCheck().failed(clock.instant(), e.problem());
            return new UpdateOutcome.Refused(e.problem());
        }
    }

    /** Installs the floors one after the other, and then what is wanted. */
    private UpdateOutcome through(Wanted wanted, UpdateRequest request, Progress progress)
            throws IOException, InterruptedException {
        while (true) {
            Optional<Version> before = parts.inventory().installed();
            Release next = wanted.next(before);
            requireAllowed(next, request);
            if (request.simulate()) {
                return new UpdateOutcome.Simulated(
                        next, steps(next), parts.updating().missingBytes(next, upstream.transport()));
            }
            parts.distribution().mirror(wanted.release(), wanted.metadata(), progress);
            Switch.Ending ending = parts.updating().install(next, upstream.transport(), progress);
            UpdateOutcome outcome = conclude(ending, before);
            boolean further =
                    ending instanceof Switch.Ending.Switched && !next.version().equals(wanted.version());
            if (!further) {
                return outcome;
            }
        }
    }

    private List<String> steps(Release next) {
        List<String> steps = new java.util.ArrayList<>();
        if (settings.get().distribute()) {
            steps.add("The distribution folder gets release " + next.version() + ", all components and platforms");
        }
        steps.addAll(parts.updating().steps(next));
        parts.modules().brokenBy(next.version()).forEach(problem -> steps.add(problem.text(Locale.ENGLISH)));
        return steps;
    }

    private void requireAllowed(Release next, UpdateRequest request) throws IOException {
        Optional<Problem> heldOff = parts.ledger().heldOff().problem(next.version());
        if (request.version().isEmpty() && heldOff.isPresent()) {
            throw new ProblemException(heldOff.get());
        }
        String warnings = warnings(next);
        if (!warnings.isEmpty() && !request.warningsConfirmed() && !request.simulate()) {
            throw ProblemException.of(
                    ProblemCode.WARNINGS_UNCONFIRMED,
                    Map.of("release", next.version().toString(), "warnings", warnings));
        }
    }

    /** What has to be confirmed: the vendor's warnings, and the modules that the release would break. */
    private String warnings(Release next) {
        return Stream.concat(
                        next.warnings().stream()
                                .map(warning -> warning.message()
                                        + (warning.help().isEmpty() ? "" : " (" + warning.help() + ")")),
                        parts.modules().brokenBy(next.version()).stream().map(problem -> problem.text(Locale.ENGLISH)))
                .collect(Collectors.joining(" "));
    }

    private UpdateOutcome conclude(Switch.Ending ending, Optional<Version> before) {
        if (ending instanceof Switch.Ending.Restarting) {
            operations.close("restart");
        } else if (ending instanceof Switch.Ending.Switched) {
            tidy(ending.transaction());
            parts.distribution().assign();
        } else if (ending instanceof Switch.Ending.RolledBack back) {
            parts.lastCheck().failed(clock.instant(), back.problem());
        }
        return Updating.outcome(ending, before);
    }

    /** The store of a computer that distributes is tidied by its distribution, which holds more than this computer runs. */
    private void tidy(Transaction done) {
        List<Version> left = parts.updating().tidy(done);
        if (left.isEmpty() || settings.get().distribute()) {
            return;
        }
        List<Version> kept =
                Stream.concat(Stream.of(done.to()), done.from().stream()).toList();
        try {
            Optional<VendorMetadata> metadata = upstream.trusted();
            if (metadata.isPresent()) {
                parts.unneeded().remove(left, kept, metadata.get());
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("Old payloads could not be removed from the store; they stay there.", e);
        }
    }

    @Override
    public UpdateOutcome rollBack(Progress progress) {
        try {
            return operations.run(
                    "roll back",
                    progress,
                    watched -> guarded(() -> {
                        Optional<Version> before = parts.inventory().installed();
                        Version previous = parts.inventory()
                                .previous()
                                .orElseThrow(() -> ProblemException.of(
                                        ProblemCode.RELEASE_UNKNOWN,
                                        Map.of("what", "release before the current one", "address", "this computer")));
                        return conclude(parts.updating().goBack(previous, watched), before);
                    }));
        } catch (ProblemException e) {
            return new UpdateOutcome.Refused(e.problem());
        }
    }

    @Override
    public Version rebuildDistribution(Progress progress) {
        return operations.run("rebuild", progress, watched -> {
            parts.distribution().require();
            watched.at("check");
            Wanted wanted = parts.question().ask(Optional.empty());
            Wanted first = bringUpTo(wanted);
            if (!parts.inventory().runs(first.release())) {
                bringUp(first, watched);
            }
            Version version = parts.inventory().installed().orElse(wanted.version());
            parts.distribution().mirror(wanted.metadata().release(version), wanted.metadata(), watched);
            parts.lastCheck().succeeded(clock.instant(), wanted.version());
            parts.distribution().assign();
            return version;
        });
    }

    /**
     * What a computer runs before its folder is filled with it. An older server is brought up to its clients, or they would come
     * down to it; further only where releases are installed without anybody asking, or nothing is installed.
     */
    private Wanted bringUpTo(Wanted wanted) {
        Optional<Version> installed = parts.inventory().installed();
        if (settings.get().automatic()
                || installed.isEmpty()
                || wanted.assignment().isPresent()) {
            return wanted;
        }
        Version version = parts.distribution().belowIsNewer().orElse(installed.get());
        boolean offered = wanted.metadata().releases().stream()
                .anyMatch(release -> release.version().equals(version));
        return offered ? parts.question().ask(Optional.of(version)) : wanted;
    }

    private void bringUp(Wanted wanted, Progress progress) {
        UpdateOutcome outcome;
        try {
            outcome = guarded(() -> through(wanted, new UpdateRequest(Optional.empty(), false, false), progress));
        } catch (ProblemException e) {
            LOG.warn("This computer stays on its release: {}", e.problem());
            return;
        }
        if (outcome instanceof UpdateOutcome.RolledBack back) {
            LOG.warn("This computer went back to its release: {}", back.problem());
        }
    }

    @Override
    public Status status() {
        LastCheck.Seen seen = parts.lastCheck().seen();
        return new Status(
                parts.inventory().installed(),
                seen.wanted(),
                parts.inventory().versions(),
                parts.sourceName().get(),
                operations.phase(),
                seen.success(),
                seen.problem(),
                parts.warnings().get());
    }

    @Override
    public List<HistoryEntry> history() {
        return guarded(() -> parts.ledger().history().entries());
    }

    @Override
    public String explain() {
        LastCheck.Seen seen = parts.lastCheck().seen();
        Optional<Version> installed = parts.inventory().installed();
        Optional<Problem> heldOff = guarded(() -> heldOff(seen, installed));
        boolean complete = installed.isPresent()
                && parts.inventory().components().stream()
                        .allMatch(component ->
                                parts.inventory().version(component).equals(installed));
        return new Explanation(
                        installed,
                        seen.wanted(),
                        complete,
                        seen.problem(),
                        heldOff,
                        operations.phase(),
                        settings.get(),
                        seen.wanted().map(version -> waits(version, installed)).orElse(false))
                .sentence();
    }

    /** Why the version that should run here, or the one that was tried last, is not tried again. */
    private Optional<Problem> heldOff(LastCheck.Seen seen, Optional<Version> installed) throws IOException {
        if (seen.wanted().isPresent() && !installed.equals(seen.wanted())) {
            return parts.ledger().heldOff().problem(seen.wanted().get());
        }
        List<HistoryEntry> entries = parts.ledger().history().entries();
        Optional<Version> triedLast =
                entries.isEmpty() ? Optional.empty() : entries.get(0).to();
        return seen.problem().isPresent() && triedLast.isPresent()
                ? parts.ledger().heldOff().problem(triedLast.get())
                : Optional.empty();
    }

    /** What this computer says of itself to its server. */
    public ComputerReport report(NodeIdentity identity, NodeSettings now, List<ComputerReport> downstream) {
        Status status = status();
        return new ComputerReport(
                identity.id(),
                identity.name(),
                identity.platform().name(),
                status.components(),
                parts.modules().active(),
                now.receiveModules(),
                now.distribute(),
                status.warnings(),
                status.phase(),
                explain(),
                status.lastCheck(),
                status.lastProblem(),
                downstream);
    }

    private <T> T guarded(Risky<T> work) {
        try {
            return work.run();
        } catch (IOException e) {
            throw new ProblemException(Problem.of(ProblemCode.INTERNAL, Map.of("reason", DiskProblems.reason(e))), e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new ProblemException(
                    Problem.of(ProblemCode.INTERNAL, Map.of("reason", "this node is being stopped")), e);
        }
    }

    /** Something that touches the disk or waits. */
    @FunctionalInterface
    private interface Risky<T> {
        T run() throws IOException, InterruptedException;
    }
}
