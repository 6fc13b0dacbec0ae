package dev.lockstep.client.internal.trigger;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.client.internal.agent.Agent;
import dev.lockstep.client.internal.component.Backoff;
import dev.lockstep.client.testing.Installation;
import dev.lockstep.client.testing.ServerComputer;
import dev.lockstep.client.testing.VendorSite;
import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.message.ReportMessage;
import dev.lockstep.core.message.Statement;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.source.HttpLimits;
import dev.lockstep.core.source.HttpTransport;
import dev.lockstep.core.source.ServerAddress;
import dev.lockstep.core.source.Transport;
import dev.lockstep.core.source.Transports;
import dev.lockstep.core.source.UpdateSource;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class TriggerTest {
    private static final Backoff QUICK =
            new Backoff(Duration.ofMillis(20), Duration.ofMillis(100), Duration.ofHours(1));

    @TempDir
    private Path folder;

    private final Transports transports = new Transports(HttpLimits.USUAL, Optional.empty(), Optional.empty());
    private VendorSite vendor;
    private ServerComputer server;

    @BeforeEach
    void aServer() throws IOException {
        vendor = new VendorSite(folder.resolve("vendor"));
        vendor.publish("1.0.0", new VendorSite.Contents(Map.of("files", new TreeMap<>(Map.of("a", "1")))));
        server = new ServerComputer(vendor.folder());
        server.assign("1.0.0");
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    @DisplayName("LS-133 Checks are made by schedule")
    void theScheduleGoesOn() throws Exception {
        LinkedBlockingQueue<Long> runs = new LinkedBlockingQueue<>();
        try (Schedule schedule = new Schedule(
                () -> {
                    runs.add(System.nanoTime());
                    return Optional.empty();
                },
                () -> Duration.ofMillis(100),
                () -> 0.5)) {
            schedule.runSoon();
            long first = runs.take();
            long second = runs.take();

            assertThat(Duration.ofNanos(second - first)).isGreaterThanOrEqualTo(Duration.ofMillis(95));
            assertThat(runs.poll(120, TimeUnit.SECONDS)).isNotNull();
        }
    }

    @Test
    @DisplayName("LS-133 After a check that failed, or broke off with an error, the next comes long before its time")
    void afterAnErrorTheNextCheckComesSooner() throws Exception {
        Problem unreachable = Problem.of(ProblemCode.SOURCE_UNREACHABLE, Map.of());
        for (Supplier<Optional<Problem>> failing :
                List.<Supplier<Optional<Problem>>>of(() -> Optional.of(unreachable), () -> {
                    throw new IllegalStateException("on purpose");
                })) {
            LinkedBlockingQueue<Integer> runs = new LinkedBlockingQueue<>();
            AtomicInteger count = new AtomicInteger();
            try (Schedule schedule = new Schedule(
                    () -> {
                        runs.add(count.incrementAndGet());
                        return count.get() == 1 ? failing.get() : Optional.empty();
                    },
                    () -> Duration.ofDays(1),
                    () -> 0.0)) {
                schedule.runSoon();

                assertThat(runs.poll(120, TimeUnit.SECONDS)).isEqualTo(1);
                assertThat(runs.poll(120, TimeUnit.SECONDS))
                        .as("the interval is a day")
                        .isEqualTo(2);
                assertThat(runs.poll(50, TimeUnit.MILLISECONDS))
                        .as("it was good")
                        .isNull();
            }
        }
    }

    @Test
    void aServerThatAsksForAPauseGetsIt() throws Exception {
        Semaphore runs = new Semaphore(0);
        Problem busy = Problem.of(ProblemCode.SOURCE_ERROR, Map.of("retryAfter", "3600"));
        try (Schedule schedule = new Schedule(
                () -> {
                    runs.release();
                    return Optional.of(busy);
                },
                () -> Duration.ofMillis(10),
                () -> 0.0)) {
            schedule.runSoon();

            assertThat(runs.tryAcquire(120, TimeUnit.SECONDS)).isTrue();
            assertThat(runs.tryAcquire(300, TimeUnit.MILLISECONDS)).isFalse();
        }
    }

    @Test
    void anErrorOfTheCycleDoesNotEndTheSchedule() throws Exception {
        Semaphore runs = new Semaphore(0);
        try (Schedule schedule = new Schedule(
                () -> {
                    runs.release();
                    throw new IllegalStateException("on purpose");
                },
                () -> Duration.ofMillis(10),
                () -> 0.0)) {
            schedule.runSoon();

            assertThat(runs.tryAcquire(2, 20, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    @DisplayName("LS-054 What the server assigns is installed at its word, with nobody at the computer")
    void theServersWordIsHeard() throws Exception {
        Installation client = client();
        Agent agent = client.started();
        Cycle cycle = new Cycle(agent, () -> client.service().current());
        LinkedBlockingQueue<Version> installed = new LinkedBlockingQueue<>();
        try (Schedule schedule = new Schedule(
                        () -> {
                            Optional<Problem> problem = cycle.run();
                            agent.status().installed().ifPresent(installed::add);
                            return problem;
                        },
                        () -> Duration.ofHours(1),
                        () -> 0.5);
                ServerEvents events =
                        new ServerEvents(() -> Optional.of(transport()), schedule::runSoon, QUICK, () -> 0.5)) {
            assertThat(installed.poll(120, TimeUnit.SECONDS)).hasToString("1.0.0");
            vendor.publish("1.1.0", new VendorSite.Contents(Map.of("files", new TreeMap<>(Map.of("a", "2")))));

            server.assign("1.1.0");

            Version last = installed.poll(120, TimeUnit.SECONDS);
            while (last != null && !last.toString().equals("1.1.0")) {
                last = installed.poll(120, TimeUnit.SECONDS);
            }
            assertThat(last).hasToString("1.1.0");
        }
    }

    @Test
    void eventsAreAskedForAgainWhenTheConnectionBreaks() throws Exception {
        Semaphore assigned = new Semaphore(0);
        int port = server.port();
        try (ServerEvents events =
                new ServerEvents(() -> Optional.of(transport(port)), assigned::release, QUICK, () -> 0.5)) {
            assertThat(assigned.tryAcquire(120, TimeUnit.SECONDS)).isTrue();
            server.close();
            server = new ServerComputer(vendor.folder(), port);

            assertThat(assigned.tryAcquire(120, TimeUnit.SECONDS))
                    .as("the server tells its assignment at the beginning of each connection")
                    .isTrue();
        }
    }

    @Test
    @DisplayName(
            "LS-189 A client that lost its server comes back after a pause that varies, and not before the server asked for it")
    void thoseWhoLostTheirServerSpreadTheirReturn() throws Exception {
        LinkedBlockingQueue<Long> asked = new LinkedBlockingQueue<>();
        server.problem = Optional.of(Problem.of(ProblemCode.SOURCE_ERROR, Map.of()));
        Backoff pauses = new Backoff(Duration.ofMillis(300), Duration.ofMillis(300), Duration.ofHours(1));
        Supplier<Optional<Transport>> known = () -> {
            asked.add(System.nanoTime());
            return Optional.of(transport());
        };
        try (ServerEvents events = new ServerEvents(known, () -> {}, pauses, () -> 1.0)) {
            long first = asked.take();
            long second = asked.take();
            assertThat(Duration.ofNanos(second - first)).isGreaterThanOrEqualTo(Duration.ofMillis(450));
        }
        asked.clear();
        server.problem = Optional.of(Problem.of(ProblemCode.SOURCE_ERROR, Map.of("retryAfter", "3600")));
        try (ServerEvents events = new ServerEvents(known, () -> {}, QUICK, () -> 0.0)) {
            assertThat(asked.poll(120, TimeUnit.SECONDS)).isNotNull();
            assertThat(asked.poll(500, TimeUnit.MILLISECONDS))
                    .as("it was asked to stay away for an hour")
                    .isNull();
        }
    }

    @Test
    void aServerThatIsKnownAtLastIsHeardAtOnce() throws Exception {
        Semaphore asked = new Semaphore(0);
        Semaphore assigned = new Semaphore(0);
        AtomicReference<Optional<Transport>> known = new AtomicReference<>(Optional.empty());
        Backoff patient = new Backoff(Duration.ofHours(1), Duration.ofHours(1), Duration.ofHours(1));
        try (ServerEvents events = new ServerEvents(
                () -> {
                    asked.release();
                    return known.get();
                },
                assigned::release,
                patient,
                () -> 0.5)) {
            assertThat(asked.tryAcquire(120, TimeUnit.SECONDS)).isTrue();
            known.set(Optional.of(transport()));

            events.listenAtOnce();

            assertThat(assigned.tryAcquire(120, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void theServerIsToldWhatThisComputerRuns() throws Exception {
        Installation client = client();
        Agent agent = client.started();
        agent.update(
                new dev.lockstep.core.node.UpdateAgent.UpdateRequest(Optional.empty(), false, false), Progress.SILENT);
        AtomicReference<Optional<HttpTransport>> known = new AtomicReference<>(Optional.empty());
        try (Reporter reporter = new Reporter(known::get, () -> ReportMessage.of(Statement.unsigned(agent.report())))) {
            reporter.changed();
            known.set(Optional.of(transport()));
            reporter.changed();

            ComputerReport report = server.reports.poll(120, TimeUnit.SECONDS);
            while (report == null) {
                reporter.changed();
                report = server.reports.poll(120, TimeUnit.SECONDS);
            }
            assertThat(report.components()).containsEntry("files", Version.parse("1.0.0"));
            assertThat(report.id()).isEqualTo(client.service().identity().id());
            assertThat(report.explanation()).isEqualTo("This computer is current: it runs 1.0.0.");
            assertThat(report.phase()).isEqualTo("idle");
        }
    }

    private Installation client() {
        return new Installation(folder.resolve("client"))
                .settings(
                        "source = computer",
                        "server.address = 127.0.0.1",
                        "server.port = " + server.port(),
                        "components = files")
                .trust(vendor);
    }

    private HttpTransport transport() {
        return transport(server.port());
    }

    private HttpTransport transport(int port) {
        return transports.computer(new UpdateSource.Computer(new ServerAddress("127.0.0.1", port), false));
    }
}
