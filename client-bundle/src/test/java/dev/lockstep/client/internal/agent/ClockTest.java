package dev.lockstep.client.internal.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.client.testing.Installation;
import dev.lockstep.client.testing.ServerComputer;
import dev.lockstep.client.testing.VendorSite;
import dev.lockstep.core.node.UpdateAgent.UpdateOutcome;
import dev.lockstep.core.node.UpdateAgent.UpdateRequest;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.trust.Freshness;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Clocks that are wrong by months, and somebody who makes use of them, over HTTP. */
class ClockTest {
    private static final UpdateRequest ASSIGNED = new UpdateRequest(Optional.empty(), false, false);
    private static final Duration MONTHS = Duration.ofDays(90);

    @TempDir
    private Path folder;

    private ServerComputer server;
    private Installation client;
    private Agent agent;

    @BeforeEach
    void aServer() throws IOException {
        VendorSite vendor = new VendorSite(folder.resolve("vendor"));
        for (String version : List.of("1.0.0", "1.1.0")) {
            vendor.publish(version, new VendorSite.Contents(Map.of("tool", Map.of("readme", "Version " + version))));
        }
        server = new ServerComputer(vendor.folder());
        server.assign("1.0.0");
        client = new Installation(folder.resolve("client"))
                .trust(vendor)
                .settings(
                        "source = computer",
                        "server.address = 127.0.0.1",
                        "server.port = " + server.port(),
                        "components = tool");
        agent = client.started();
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    @DisplayName("LS-164 A clock that is months ahead blocks no update, and is said with the difference and the remedy")
    void ahead() {
        client.clock.wrongBy(MONTHS);
        assertInstalls("1.0.0");
        server.assign("1.1.0");
        assertInstalls("1.1.0");

        assertThat(agent.status().freshness()).get().isInstanceOf(Freshness.Fresh.class);
        assertThat(agent.report().deviations())
                .singleElement()
                .satisfies(text -> assertThat(text)
                        .startsWith("The clock of this computer and that of its site differ by ")
                        .contains("Set the clocks, ideally with a time service (NTP)"));
    }

    @Test
    @DisplayName("LS-164 A clock that goes ahead by months after the site was met blocks no update either")
    void goesAhead() {
        assertInstalls("1.0.0");
        assertThat(agent.status().warnings()).isEmpty();

        client.clock.wrongBy(MONTHS);
        server.assign("1.1.0");
        assertInstalls("1.1.0");
        assertThat(agent.explain(Locale.ENGLISH)).contains("differ by 90 d 0 h");

        client.clock.wrongBy(Duration.ZERO);
        assertInstalls("1.1.0");
        assertThat(agent.status().warnings()).isEmpty();
    }

    @Test
    @DisplayName("LS-164 A clock that is months behind blocks no update, and is said")
    void behind() {
        client.clock.wrongBy(MONTHS.negated());
        assertInstalls("1.0.0");
        server.assign("1.1.0");
        assertInstalls("1.1.0");
        assertThat(agent.report().deviations()).singleElement().asString().contains("differ by ");
    }

    @Test
    @DisplayName(
            "LS-164 Freeze: what the site said months ago is refused although the clock says that it is still fresh")
    void behindAndFrozen() throws IOException {
        assertInstalls("1.0.0");
        server.freeze(folder.resolve("recorded"));
        server.assign("1.1.0");
        // Months pass, and only the clock of the client does not know it.
        server.clock.wrongBy(MONTHS);

        Problem problem = refused();

        assertThat(problem.code()).isEqualTo(ProblemCode.SITE_STALE);
        assertThat(problem.text(Locale.ENGLISH)).contains("the timestamp metadata expired at");
        assertThat(agent.explain(Locale.ENGLISH)).contains("differ by 90 d");
    }

    @Test
    @DisplayName("LS-164 Freeze: an answer of the site from before is not taken for what time it is now")
    void behindAndFrozenWithAnOldAnswer() throws IOException {
        assertInstalls("1.0.0");
        server.freeze(folder.resolve("recorded"));
        server.replayTime();
        server.clock.wrongBy(MONTHS);

        Problem problem = refused();

        assertThat(problem.code()).isEqualTo(ProblemCode.UNTRUSTED);
        assertThat(problem.text(Locale.ENGLISH)).contains("it is the answer to another question, as of a replay");
    }

    @Test
    @DisplayName("LS-164 Freeze: with a clock that went back, nothing is followed while the site's time is withheld")
    void wentBackAndWithheld() throws IOException {
        assertInstalls("1.0.0");
        server.freeze(folder.resolve("recorded"));
        server.timeWithheld = true;
        client.clock.wrongBy(MONTHS.negated());

        Problem problem = refused();

        assertThat(problem.code()).isEqualTo(ProblemCode.SITE_STALE);
        assertThat(problem.text(Locale.ENGLISH)).contains("and the site does not tell what time it is");

        server.timeWithheld = false;
        assertInstalls("1.0.0");
    }

    @Test
    @DisplayName("LS-164 A server whose clock was months ahead and was set right stops nobody")
    void serverWasAhead() {
        server.clock.wrongBy(MONTHS);
        assertInstalls("1.0.0");
        server.clock.wrongBy(Duration.ZERO);
        server.assign("1.1.0");

        assertInstalls("1.1.0");
        assertThat(agent.status().freshness())
                .as("what the vendor signed is judged by a time that never goes back")
                .get()
                .isInstanceOf(Freshness.Stale.class);
    }

    @Test
    @DisplayName(
            "LS-164 A server whose clock falls back by months stops nobody, and does not make old things fresh again")
    void serverFallsBack() {
        assertInstalls("1.0.0");
        Freshness before = agent.status().freshness().orElseThrow();
        server.clock.wrongBy(MONTHS.negated());
        server.assign("1.1.0");

        assertInstalls("1.1.0");
        assertThat(agent.status().freshness()).contains(before);
        assertThat(agent.explain(Locale.ENGLISH)).contains("differ by ");
    }

    private void assertInstalls(String version) {
        UpdateOutcome outcome = agent.update(ASSIGNED, Progress.SILENT);
        assertThat(outcome).isInstanceOfAny(UpdateOutcome.Switched.class, UpdateOutcome.Unchanged.class);
        assertThat(client.current("tool")).contains(Version.parse(version));
    }

    private Problem refused() {
        UpdateOutcome outcome = agent.update(ASSIGNED, Progress.SILENT);
        assertThat(outcome).isInstanceOf(UpdateOutcome.Refused.class);
        return ((UpdateOutcome.Refused) outcome).problem();
    }
}
