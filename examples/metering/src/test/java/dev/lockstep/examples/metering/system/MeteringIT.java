package dev.lockstep.examples.metering.system;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.examples.metering.common.Fields;
import dev.lockstep.examples.metering.common.HttpCalls;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The example as real processes, started from the trees that a vendor publishes. */
@Timeout(120)
final class MeteringIT {
    private static final String CLEAN = "readings lost: 0, doubled: 0\nexit code 0";

    @TempDir
    private Path folder;

    @Test
    @DisplayName("LS-156 Poll services go on collecting while the server is down, and nothing is lost or doubled")
    void pollServicesGoOnWhileTheServerIsDown() throws Exception {
        try (Site site = new Site(folder, 2)) {
            Component poll = site.poll("poll", "M1", "M2");
            site.start("1.0.0", site.server(), poll);
            site.awaitProgress("M1");

            site.server().process().kill();
            long atKill = lastSequence(poll, "M1");
            Await.until("readings taken while the server is down", () -> lastSequence(poll, "M1") > atKill + 20);
            assertThat(poll.health().body().text("status")).isEqualTo("UP");
            assertThat(poll.status().integer("buffered")).isGreaterThanOrEqualTo(20);

            site.server().startAndAwait("1.0.0");
            Await.until("the buffer is handed over", () -> site.stored("M1") > atKill + 20);
            assertThat(site.verify(20)).isEqualTo(CLEAN);
        }
    }

    @Test
    void aPollServiceKilledInMidWorkGoesOnWhereItWas() throws Exception {
        try (Site site = new Site(folder, 2)) {
            Component poll = site.poll("poll", "M1", "M2");
            site.start("1.1.0", site.server(), poll);
            for (int round = 0; round < 3; round++) {
                site.awaitProgress("M2");
                long before = lastSequence(poll, "M2");
                poll.process().kill();
                poll.startAndAwait("1.1.0");
                assertThat(lastSequence(poll, "M2")).isGreaterThanOrEqualTo(before);
            }
            assertThat(poll.status().integer("missed")).isZero();
            assertThat(site.verify(20)).isEqualTo(CLEAN);
        }
    }

    @Test
    void aBrokenMigrationLeavesADatabaseThatBothEarlierVersionsUse() throws Exception {
        try (Site site = new Site(folder, 2)) {
            Component poll = site.poll("poll", "M1", "M2");
            site.start("1.0.0", site.server(), poll);
            site.awaitProgress("M1");

            site.server().switchTo("1.1.0");
            site.server().awaitUp("1.1.0");
            site.awaitProgress("M1");

            site.server().switchTo("1.2.0");
            Await.until("1.2.0 names its migration", () -> reason(site).startsWith("Migration V3 failed"));
            assertThat(reason(site))
                    .isEqualTo("Migration V3 failed, the database was left at schema 2: Column \"TARIF\" not found.");
            assertThat(site.server().health().status()).isEqualTo(503);
            site.server().process().stop();

            site.server().startAndAwait("1.1.0");
            site.awaitProgress("M1");
            site.server().switchTo("1.0.0");
            site.server().awaitUp("1.0.0");
            site.awaitProgress("M1");
            assertThat(site.verify(20)).isEqualTo(CLEAN);
        }
    }

    @Test
    @DisplayName("LS-096 A poll service of another version keeps collecting, and its update brings the quality")
    void aPollServiceOfAnotherVersionKeepsCollecting() throws Exception {
        try (Site site = new Site(folder, 2)) {
            Component first = site.poll("first", "M1");
            Component second = site.add("metering-poll", "second", "http://127.0.0.1:1", Map.of());
            second.configure(
                    "poll.ini",
                    "{\"PollHost\":{\"Host\":\"127.0.0.1\",\"Port\":10000},\"Metering\":{\"Host\":\"127.0.0.1\","
                            + "\"Port\":" + site.applicationPort() + ",\"Meters\":\"" + site.addresses("M2")
                            + "\",\"PeriodMillis\":50}}");
            site.server().startAndAwait("1.1.0");
            site.start("1.0.0", first, second);
            site.awaitProgress("M1");
            assertThat(qualities(site)).containsOnly("UNKNOWN");

            second.switchTo("1.1.0");
            second.awaitUp("1.1.0");
            Await.until("a quality arrives", () -> qualities(site).contains("GOOD"));
            site.awaitProgress("M1");
            assertThat(site.verify(20)).isEqualTo(CLEAN);
        }
    }

    @Test
    void theWholeSiteGoesFromVersionToVersionAndBack() throws Exception {
        try (ListeningAgent agent = new ListeningAgent(Map.of("updateSource", "127.0.0.1:10000"));
                Site site = new Site(folder, 4)) {
            Component first = site.poll("first", "M1", "M2");
            Component second = site.poll("second", "M3", "M4");
            Component workstation = site.add("metering-workstation", "workstation", agent.url(), Map.of());
            workstation.configure(
                    "workstation.ini",
                    "[Login]\nUnattended=true\nAddress=127.0.0.1\nUser=demo\n[Metering]\nPort=" + site.applicationPort()
                            + "\n");
            List<Component> all = List.of(site.server(), first, second, workstation);
            site.start("1.0.0", site.server(), first, second, workstation);
            for (String version : List.of("1.1.0", "1.0.0")) {
                for (Component component : all) {
                    component.switchTo(version);
                }
                for (Component component : all) {
                    component.awaitUp(version);
                }
                Await.until(
                        "the workstation shows readings",
                        () -> workstation.status().integer("readings") > 0);
                assertThat(workstation.status().flag("loggedIn")).isTrue();
                site.awaitProgress("M4");
            }
            assertThat(agent.calls())
                    .contains("{\"application\":\"metering-workstation\",\"selected\":{\"address\":\"127.0.0.1\","
                            + "\"port\":10000},\"servers\":[{\"address\":\"127.0.0.1\",\"port\":10000}],"
                            + "\"useForUpdates\":false}");
            assertThat(site.verify(20)).isEqualTo(CLEAN);
            for (Component component : all) {
                // 128 + SIGTERM: ended by the signal, after the shutdown hook.
                assertThat(component.process().stop()).isEqualTo(143);
            }
        }
    }

    @Test
    void aReadingThatIsNotStoredIsReportedAsLost() throws Exception {
        try (Site site = new Site(folder, 2)) {
            Component poll = site.poll("poll", "M1");
            site.start("1.1.0", site.server(), poll);
            assertThat(site.verify(2)).containsPattern("readings lost: [1-9]\\d*, doubled: 0\nexit code 1");
        }
    }

    private static long lastSequence(Component poll, String meter) throws Exception {
        return poll.status().object("lastSequence").integer(meter);
    }

    private static String reason(Site site) throws Exception {
        HttpCalls.Reply reply = site.server().health();
        return reply.body().text("reason");
    }

    private static List<String> qualities(Site site) throws Exception {
        List<String> qualities = new ArrayList<>();
        for (Fields reading : site.get("/readings/latest?max=40").objects("readings")) {
            qualities.add(reading.text("quality"));
        }
        return qualities;
    }
}
