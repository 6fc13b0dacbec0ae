package dev.lockstep.commands.internal;

import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.node.UpdateAgent;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
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

/** An agent that answers as a test says, and remembers what it was asked to do. */
public final class TestAgent implements UpdateAgent {
    public static final Version OLD = Version.parse("1.0.0");
    public static final Version NEW = Version.parse("1.1.0");
    public static final Problem EMPTY = Problem.of(ProblemCode.DISTRIBUTION_EMPTY, Map.of("address", "server:10000"));
    public static final Problem UNHEALTHY = Problem.of(
            ProblemCode.COMPONENT_UNHEALTHY,
            Map.of("component", "metering-server", "version", "1.1.0", "seconds", "30", "reason", "status DOWN"));

    public static final Problem OFF = Problem.of(ProblemCode.DISTRIBUTION_SWITCHED_OFF, Map.of("computers", "3"));

    public Optional<Problem> off = Optional.empty();
    public Optional<Freshness> freshness = Optional.empty();
    public final List<String> done = new ArrayList<>();
    public ComputerReport report = report("server", List.of());
    public CheckOutcome check = new CheckOutcome.Current(OLD);
    /** What a check fails with instead. */
    public Optional<ProblemException> failure = Optional.empty();

    public UpdateOutcome simulation = new UpdateOutcome.Simulated(
            release(),
            List.of(Sentence.said("Stop metering-server"), Sentence.said("Start metering-server 1.1.0")),
            5 << 20);
    public UpdateOutcome update = new UpdateOutcome.Switched(NEW, true);

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

    public static ComputerReport report(String name, List<ComputerReport> downstream) {
        return new ComputerReport(
                "id-" + name,
                name,
                "linux-x64",
                new TreeMap<>(Map.of("a", NEW, "b", NEW)),
                new TreeMap<>(Map.of("reports", Version.parse("1.0.0"))),
                false,
                true,
                List.of("distribution is on"),
                "idle",
                "It is current.",
                Optional.empty(),
                Optional.empty(),
                downstream,
                Optional.empty());
    }

    @Override
    public CheckOutcome check(Progress progress) {
        progress.at("check", 0, 0);
        if (failure.isPresent()) {
            throw failure.get();
        }
        return check;
    }

    @Override
    public UpdateOutcome update(UpdateRequest request, Progress progress) {
        String version = request.version().map(Version::toString).orElse("any");
        if (request.simulate()) {
            done.add("simulate " + version);
            return simulation;
        }
        done.add("update " + version + (request.warningsConfirmed() ? " confirmed" : ""));
        for (int i = 0; i <= 1000; i++) {
            progress.at("download", i * 1024L, 1000 * 1024L);
        }
        return update;
    }

    @Override
    public UpdateOutcome rollBack(Progress progress) {
        done.add("roll back");
        return new UpdateOutcome.Switched(OLD, false);
    }

    @Override
    public Optional<Problem> distributionOff() {
        return off;
    }

    @Override
    public void switchDistributionOn() {
        done.add("switch on");
        off = Optional.empty();
    }

    public Breakable.Attempt attempt = new Breakable.Attempt.Idle();
    public List<Barred> barred = List.of();

    @Override
    public Breakable.Attempt breakOff(boolean simulate) {
        done.add(simulate ? "look" : "break off");
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
        done.add("rebuild");
        return new Rebuilt(NEW, new Distribution.Verification(12, 3 << 20, 0));
    }

    @Override
    public Optional<Version> installed() {
        return Optional.of(NEW);
    }

    @Override
    public Status status() {
        return new Status(
                Optional.of(NEW),
                Optional.of(NEW),
                new TreeMap<>(Map.of("metering-server", NEW)),
                "http://vendor/",
                "idle",
                Optional.of(Instant.EPOCH),
                Optional.of(EMPTY),
                List.of(Sentence.said("Distribution is off, and 3 clients take their updates here.")),
                freshness);
    }

    @Override
    public ComputerReport report() {
        return report;
    }

    @Override
    public List<HistoryEntry> history() {
        return List.of(
                new HistoryEntry(
                        Instant.EPOCH.plusSeconds(60),
                        "update",
                        Optional.of(NEW),
                        Optional.of(Version.parse("1.2.0")),
                        "rolled back",
                        Optional.of(UNHEALTHY),
                        Duration.ofMillis(2500),
                        Optional.empty()),
                new HistoryEntry(
                        Instant.EPOCH,
                        "update",
                        Optional.of(OLD),
                        Optional.of(NEW),
                        "switched",
                        Optional.empty(),
                        Duration.ofMillis(300),
                        Optional.empty()));
    }

    @Override
    public String explain(Locale language) {
        return "This computer is current.";
    }
}
