package dev.lockstep.admin.internal;

import dev.lockstep.client.internal.agent.AgentAudit;
import dev.lockstep.client.internal.audit.AuditService;
import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.node.UpdateAgent;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.transfer.Breakable;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.trust.Freshness;
import dev.lockstep.core.trust.Withdrawal;
import dev.lockstep.core.version.Version;
import dev.lockstep.core.version.VersionRange;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;

/** An agent that ends as a test says, and remembers and records what it was asked to do. */
final class TestAgent implements UpdateAgent {
    public static final Version OLD = Version.parse("1.0.0");
    public static final Version NEW = Version.parse("1.1.0");
    public static final Problem UNHEALTHY = Problem.of(
            ProblemCode.COMPONENT_UNHEALTHY,
            Map.of("component", "metering-server", "version", "1.1.0", "seconds", "30", "reason", "status DOWN"));

    public final List<String> done = new CopyOnWriteArrayList<>();
    private final List<HistoryEntry> history = new ArrayList<>();
    public volatile CheckOutcome check = new CheckOutcome.Available(release(), 5 << 20);
    public volatile UpdateOutcome update = new UpdateOutcome.Switched(NEW, false);
    public volatile Optional<Problem> off = Optional.empty();
    /** Whether work waits for a test to let it go on. */
    volatile CountDownLatch gate = new CountDownLatch(0);

    private volatile Version installed = OLD;
    private final AgentAudit audit;

    TestAgent(AuditService trail) {
        audit = new AgentAudit(
                trail, this::history, () -> Optional.of(installed), version -> "", () -> "https://vendor.example/");
    }

    public static Release release() {
        return new Release(
                NEW,
                "stable",
                2,
                Instant.EPOCH,
                List.of(),
                List.of(),
                List.of(new Release.Warning("The database is converted.", "https://example.com/convert")),
                VersionRange.parse("1.0.0"));
    }

    public static ComputerReport report(String id, List<ComputerReport> downstream) {
        return new ComputerReport(
                id,
                "computer " + id,
                "linux-x64",
                new TreeMap<>(Map.of("metering-poll", OLD)),
                new TreeMap<>(Map.of("reports", NEW)),
                true,
                false,
                List.of("It listens to no events."),
                "idle",
                "It waits for its server.",
                Optional.of(Instant.EPOCH),
                Optional.of(UNHEALTHY),
                downstream,
                Optional.empty());
    }

    private void waits(Progress progress, String step) {
        progress.at(step, 3, 10);
        try {
            gate.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized void ended(String action, Version to) {
        history.add(
                0,
                new HistoryEntry(
                        Instant.now(),
                        action,
                        Optional.of(installed),
                        Optional.of(to),
                        "switched",
                        Optional.empty(),
                        Duration.ofMillis(300),
                        Optional.empty()));
        installed = to;
    }

    @Override
    public CheckOutcome check(Progress progress) {
        waits(progress, "check");
        done.add("check");
        return audit.checked(check);
    }

    @Override
    public UpdateOutcome update(UpdateRequest request, Progress progress) {
        return audit.update(request, () -> updated(request, progress));
    }

    private UpdateOutcome updated(UpdateRequest request, Progress progress) {
        waits(progress, "download");
        if (request.simulate()) {
            return new UpdateOutcome.Simulated(release(), List.of(Sentence.said("Stop metering-server")), 5 << 20);
        }
        done.add("update " + request);
        if (update instanceof UpdateOutcome.Switched switched) {
            ended("update", switched.version());
        }
        return update;
    }

    @Override
    public UpdateOutcome rollBack(Progress progress) {
        return audit.rollBack(() -> {
            done.add("roll back");
            ended("roll back", OLD);
            return new UpdateOutcome.Switched(OLD, false);
        });
    }

    @Override
    public Optional<Problem> distributionOff() {
        return off;
    }

    @Override
    public void switchDistributionOn() {
        done.add("switch on");
        off = Optional.empty();
        audit.distributionSwitchedOn();
    }

    Breakable.Attempt attempt = new Breakable.Attempt.Idle();
    List<Barred> barred = List.of();

    @Override
    public Breakable.Attempt breakOff(boolean simulate) {
        if (!simulate) {
            done.add("break off");
        }
        return attempt;
    }

    @Override
    public List<Barred> barred() {
        return barred;
    }

    @Override
    public boolean tryAgain(Version release) {
        done.add("try again " + release);
        return barred.stream()
                .anyMatch(entry -> entry.origin() == Withdrawal.Origin.COMPUTER
                        && entry.what().version().equals(release));
    }

    @Override
    public Rebuilt rebuildDistribution(Progress progress) {
        return audit.rebuild(() -> {
            done.add("rebuild");
            return new Rebuilt(installed, new Distribution.Verification(12, 3 << 20, 1));
        });
    }

    @Override
    public Optional<Version> installed() {
        return Optional.of(installed);
    }

    @Override
    public Status status() {
        Freshness.End end = new Freshness.End("timestamp", Instant.EPOCH, Instant.EPOCH);
        return new Status(
                Optional.of(installed),
                Optional.of(NEW),
                new TreeMap<>(Map.of("metering-server", installed)),
                "https://vendor.example/",
                "idle",
                Optional.of(Instant.EPOCH),
                Optional.of(UNHEALTHY),
                List.of(Sentence.said("Nobody has looked for a week.")),
                Optional.of(new Freshness.Fresh(end, end)));
    }

    @Override
    public ComputerReport report() {
        return report("main", List.of(report("ws-1", List.of(report("below", List.of())))));
    }

    @Override
    public synchronized List<HistoryEntry> history() {
        List<HistoryEntry> all = new ArrayList<>(history);
        all.add(new HistoryEntry(
                Instant.EPOCH,
                "update",
                Optional.empty(),
                Optional.of(NEW),
                "rolled back",
                Optional.of(UNHEALTHY),
                Duration.ofMillis(2500),
                Optional.empty()));
        return all;
    }

    @Override
    public String explain(Locale language) {
        return "This computer is current.";
    }
}
