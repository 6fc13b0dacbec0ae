package dev.lockstep.client.internal.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.client.internal.settings.SettingsService;
import dev.lockstep.client.internal.trigger.Cycle;
import dev.lockstep.client.internal.upstream.MembershipService;
import dev.lockstep.client.internal.upstream.UpstreamService;
import dev.lockstep.client.testing.Installation;
import dev.lockstep.client.testing.RecordingNeighbours;
import dev.lockstep.client.testing.ServerComputer;
import dev.lockstep.client.testing.VendorSite;
import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.message.NodeDescription;
import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.node.UpdateAgent.CheckOutcome;
import dev.lockstep.core.node.UpdateAgent.UpdateOutcome;
import dev.lockstep.core.node.UpdateAgent.UpdateRequest;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.store.FileContentStore;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A relay whose server does not answer, in each of the ways in which a computer does not answer. */
@Timeout(300)
class SilentSourceTest {
    private static final UpdateRequest WHAT_SHOULD_BE = new UpdateRequest(Optional.empty(), false, false);

    /** Far less than the server is waited for, and far more than an answer takes. */
    private static final Duration AT_ONCE = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    private VendorSite vendor;
    private ServerComputer server;
    private Installation relay;
    private final RecordingNeighbours others = new RecordingNeighbours();
    private final ExecutorService threads = Executors.newCachedThreadPool();

    @BeforeEach
    void aRelay() throws IOException {
        vendor = new VendorSite(folder.resolve("vendor"));
        publish("1.0.0");
        server = new ServerComputer(vendor.folder());
        server.assign("1.0.0");
        relay = new Installation(folder.resolve("relay"))
                .settings(
                        "source = computer",
                        "server.address = 127.0.0.1",
                        "server.port = " + server.port(),
                        "components = files",
                        "answer.within = 120",
                        "distribute = true")
                .trust(vendor);
        others.of(relay);
    }

    @AfterEach
    void stop() throws Exception {
        server.frozen.countDown();
        threads.shutdownNow();
        server.close();
        relay.close();
    }

    private void publish(String version) {
        vendor.publish(
                version, new VendorSite.Contents(Map.of("files", new TreeMap<>(Map.of("version.txt", version)))));
    }

    @Test
    @DisplayName("LS-190: While a relay's server hangs, every answer of the relay comes at once, from what it knows")
    void theServerHangs() throws Exception {
        Agent agent = relay.started();
        assertThat(agent.update(WHAT_SHOULD_BE, Progress.SILENT)).isInstanceOf(UpdateOutcome.Switched.class);
        server.frozen = new CountDownLatch(1);
        server.asked.clear();
        Future<CheckOutcome> check = threads.submit(() -> agent.check(Progress.SILENT));
        while (server.asked.isEmpty()) {
            Thread.onSpinWait();
        }

        assertStands(agent);
        assertThat(check).as("the check that waits for the server").isNotDone();
        server.frozen.countDown();
        assertThat(check.get(2, TimeUnit.MINUTES)).isInstanceOf(CheckOutcome.Current.class);
    }

    @Test
    @DisplayName(
            "LS-190: With the server gone, or this relay revoked there, a relay says since when and goes on, and tells it once")
    void theServerIsGoneOrRefuses() throws Exception {
        Agent agent = relay.started();
        agent.update(WHAT_SHOULD_BE, Progress.SILENT);
        server.problem = Optional.of(Problem.of(ProblemCode.COMPUTER_REVOKED, Map.of("address", "x")));
        assertThat(agent.check(Progress.SILENT)).isInstanceOf(CheckOutcome.Failed.class);
        assertStands(agent);
        assertThat(agent.status().warnings())
                .anySatisfy(warning -> assertThat(warning.toString())
                        .contains("No check at 127.0.0.1:" + server.port() + " has succeeded since"));

        server.close();
        assertThat(agent.check(Progress.SILENT)).isInstanceOf(CheckOutcome.Failed.class);
        assertStands(agent);
        assertThat(agent.status().warnings())
                .anySatisfy(warning -> assertThat(warning.toString())
                        .contains(
                                "Nothing has been heard from 127.0.0.1:" + server.port() + " since",
                                "hands on what it holds"));
    }

    @Test
    @DisplayName("LS-190: What is to be fetched for an answer is not asked for at a server that is silent")
    void whatAnAnswerLacks() throws Exception {
        Agent agent = relay.started();
        agent.update(WHAT_SHOULD_BE, Progress.SILENT);
        publish("1.1.0");
        agent.check(Progress.SILENT);
        SettingsService settings = relay.service();
        var audit = new dev.lockstep.client.internal.audit.AuditService(settings);
        UpstreamService upstream = new UpstreamService(
                settings,
                new FileContentStore(settings.identity().data().resolve("store")),
                new MembershipService(settings, audit),
                audit);
        server.frozen = new CountDownLatch(1);
        server.asked.clear();
        Future<?> refresh = threads.submit(upstream::refresh);
        while (server.asked.isEmpty()) {
            Thread.onSpinWait();
        }

        soon(() -> {
            assertThat(upstream.trusted()).isPresent();
            assertThat(upstream.freshness()).isPresent();
            assertThat(upstream.known()).isPresent();
            return upstream.concerns();
        });
        assertThat(soon(() -> lacking(upstream)).orElseThrow().code()).isEqualTo(ProblemCode.SOURCE_TIMEOUT);
        assertThat(refresh).isNotDone();
    }

    @Test
    @DisplayName(
            "LS-190: A relay with an empty or damaged folder heals from its server by itself, and takes the next release too")
    void aRelayHeals() {
        Agent agent = relay.started();
        Cycle cycle = new Cycle(agent, () -> relay.service().current());
        cycle.run();
        assertThat(others.calls).contains("mirror 1.0.0", "relay 1.0.0");
        assertThat(relay.current("files")).contains(Version.parse("1.0.0"));

        others.state = new Distribution.State.Damaged(
                Problem.of(ProblemCode.DISTRIBUTION_DAMAGED, Map.of("folder", "distribution", "missing", "3")));
        assertThat(agent.explain(Locale.ENGLISH)).contains("is filled at the next check");
        others.calls.clear();
        cycle.run();
        assertThat(others.calls).contains("mirror 1.0.0");

        others.state = new Distribution.State.Empty();
        publish("1.1.0");
        server.assign("1.1.0");
        cycle.run();
        assertThat(relay.current("files")).contains(Version.parse("1.1.0"));
        assertThat(others.calls).contains("mirror 1.1.0", "relay 1.1.0");
    }

    @Test
    @DisplayName("LS-190: Where only a person may fill the folder, nothing is promised for the next check")
    void anExplanationIsTrue() {
        relay.settings(
                "source = computer",
                "server.address = 127.0.0.1",
                "server.port = " + server.port(),
                "components = files",
                "automatic = false",
                "distribute = true");
        Agent agent = relay.started();
        agent.update(WHAT_SHOULD_BE, Progress.SILENT);
        others.state = new Distribution.State.Empty();
        others.calls.clear();
        new Cycle(agent, () -> relay.service().current()).run();
        assertThat(others.calls).isEmpty();
        assertThat(agent.explain(Locale.ENGLISH))
                .contains("nothing to distribute", "start lockstep:rebuild-distribution");
    }

    @Test
    @DisplayName(
            "LS-190: Of two relays that follow each other with nothing in their folders, each says whom it follows")
    void aCircleOfEmptyRelays() {
        server.node = new NodeDescription("other", "Other", Optional.empty(), "empty", List.of());
        Agent agent = relay.started();
        assertThat(agent.check(Progress.SILENT))
                .isInstanceOfSatisfying(
                        CheckOutcome.Failed.class,
                        failed -> assertThat(failed.problem().code()).isEqualTo(ProblemCode.DISTRIBUTION_EMPTY));
        assertThat(others.chain).containsExactly("other");

        String own = relay.service().identity().id();
        server.node = new NodeDescription("other", "Other", Optional.empty(), "empty", List.of(own));
        assertThat(agent.check(Progress.SILENT))
                .isInstanceOfSatisfying(
                        CheckOutcome.Failed.class,
                        failed -> assertThat(failed.problem().code()).isEqualTo(ProblemCode.SOURCE_LOOP));
        assertThat(others.chain)
                .as("what the other one needs to find itself, too")
                .containsExactly("other");
    }

    private static Optional<Problem> lacking(UpstreamService upstream) {
        try {
            upstream.trusted().orElseThrow().release(Version.parse("1.1.0"));
            return Optional.empty();
        } catch (dev.lockstep.core.problem.ProblemException e) {
            return Optional.of(e.problem());
        }
    }

    private void assertStands(Agent agent) throws Exception {
        assertThat(soon(agent::status).installed()).contains(Version.parse("1.0.0"));
        assertThat(soon(() -> agent.explain(Locale.ENGLISH))).isNotBlank();
        ComputerReport report = soon(agent::report);
        assertThat(report.components()).containsEntry("files", Version.parse("1.0.0"));
        assertThat(soon(agent::history)).isNotEmpty();
    }

    private <T> T soon(Callable<T> answer) throws Exception {
        return threads.submit(answer).get(AT_ONCE.toSeconds(), TimeUnit.SECONDS);
    }
}
