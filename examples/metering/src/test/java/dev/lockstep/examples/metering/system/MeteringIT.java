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
@Timeout(900)
final class MeteringIT {
    private static final String CLEAN = "readings lost: 0, doubled: 0\nexit code 0";

    @TempDir
    private Path folder;

    @Test
    @DisplayName("LS-156 Poll services go on collecting while the server is down, and nothing is lost or doubled")
    void pollServicesGoOnWhileTheServerIsDown() throws Exception {
        try (Site site = new Site(folder, 2)) {
            Component poll = site.poll("poll", "meter-1", "meter-2");
            site.start("1.0.0", site.server(), poll);
            site.awaitProgress("meter-1");

            site.server().process().kill();
            long atKill = lastSequence(poll, "meter-1");
            Await.until("readings taken while the server is down", () -> lastSequence(poll, "meter-1") > atKill + 20);
            assertThat(poll.health().body().text("status")).isEqualTo("UP");
            assertThat(poll.status().integer("buffered")).isGreaterThanOrEqualTo(20);

            site.server().startAndAwait("1.0.0");
            Await.until("the buffer is handed over", () -> site.stored("meter-1") > atKill + 20);
            assertThat(site.verify(60)).isEqualTo(CLEAN);
        }
    }

    @Test
    void aPollServiceKilledInMidWorkGoesOnWhereItWas() throws Exception {
        try (Site site = new Site(folder, 2)) {
            Component poll = site.poll("poll", "meter-1", "meter-2");
            site.start("1.1.0", site.server(), poll);
            for (int round = 0; round < 3; round++) {
                site.awaitProgress("meter-2");
                long before = lastSequence(poll, "meter-2");
                poll.process().kill();
                poll.startAndAwait("1.1.0");
                assertThat(lastSequence(poll, "meter-2")).isGreaterThanOrEqualTo(before);
            }
            assertThat(poll.status().integer("missed")).isZero();
            assertThat(site.verify(60)).isEqualTo(CLEAN);
        }
    }

    @Test
    void aBrokenMigrationLeavesADatabaseThatBothEarlierVersionsUse() throws Exception {
        try (Site site = new Site(folder, 2)) {
            Component poll = site.poll("poll", "meter-1", "meter-2");
            site.start("1.0.0", site.server(), poll);
            site.awaitProgress("meter-1");

            site.server().switchTo("1.1.0");
            site.server().awaitUp("1.1.0");
            site.awaitProgress("meter-1");

            site.server().switchTo("1.2.0");
            Await.until("1.2.0 names its migration", () -> reason(site).startsWith("Migration V3 failed"));
            assertThat(reason(site))
                    .isEqualTo("Migration V3 failed, the database was left at schema 2: Column \"TARIF\" not found.");
            assertThat(site.server().health().status()).isEqualTo(503);
            site.server().process().stop();

            site.server().startAndAwait("1.1.0");
            site.awaitProgress("meter-1");
            site.server().switchTo("1.0.0");
            site.server().awaitUp("1.0.0");
            site.awaitProgress("meter-1");
            assertThat(site.verify(60)).isEqualTo(CLEAN);
        }
    }

    @Test
    @DisplayName("LS-096 A poll service of another version keeps collecting, and its update brings the quality")
    void aPollServiceOfAnotherVersionKeepsCollecting() throws Exception {
        try (Site site = new Site(folder, 2)) {
            Component first = site.poll("first", "meter-1");
            Component second = site.add("metering-poll", "second", "http://127.0.0.1:1", Map.of());
            second.configure(
                    "poll.ini",
                    "{\"PollHost\":{\"Host\":\"127.0.0.1\",\"Port\":10000},\"Metering\":{\"Host\":\"127.0.0.1\","
                            + "\"Port\":" + site.applicationPort() + ",\"Meters\":\"" + site.addresses("meter-2")
                            + "\",\"PeriodMillis\":100}}");
            site.server().startAndAwait("1.1.0");
            site.start("1.0.0", first, second);
            site.awaitProgress("meter-1");
            assertThat(qualities(site)).containsOnly("UNKNOWN");

            second.switchTo("1.1.0");
            second.awaitUp("1.1.0");
            Await.until("a quality arrives", () -> qualities(site).contains("GOOD"));
            site.awaitProgress("meter-1");
            assertThat(site.verify(60)).isEqualTo(CLEAN);
        }
    }

    @Test
    void theWholeSiteGoesToTheNextVersionAndOnePollServiceBack() throws Exception {
        try (ListeningAgent agent = new ListeningAgent(Map.of("updateSource", "127.0.0.1:10000"));
                Site site = new Site(folder, 4)) {
            Component first = site.poll("first", "meter-1", "meter-2");
            Component second = site.poll("second", "meter-3", "meter-4");
            Component workstation = site.add("metering-workstation", "workstation", agent.url(), Map.of());
            workstation.configure(
                    "workstation.ini",
                    "[Login]\nUnattended=true\nAddress=127.0.0.1\nUser=demo\n[Metering]\nPort=" + site.applicationPort()
                            + "\n");
            List<Component> all = List.of(site.server(), first, second, workstation);
            site.start("1.0.0", site.server(), first, second, workstation);
            for (Component component : all) {
                component.switchTo("1.1.0");
            }
            for (Component component : all) {
                component.awaitUp("1.1.0");
            }
            Await.until(
                    "the workstation shows readings", () -> workstation.status().integer("readings") > 0);
            assertThat(workstation.status().flag("loggedIn")).isTrue();
            site.awaitProgress("meter-4");
            first.switchTo("1.0.0");
            first.awaitUp("1.0.0");
            site.awaitProgress("meter-1");
            assertThat(agent.calls())
                    .contains("{\"application\":\"metering-workstation\",\"selected\":{\"address\":\"127.0.0.1\","
                            + "\"port\":10000},\"servers\":[{\"address\":\"127.0.0.1\",\"port\":10000}],"
                            + "\"useForUpdates\":false}");
            assertThat(site.verify(60)).isEqualTo(CLEAN);
            for (Component component : all) {
                // 128 + SIGTERM: ended by the signal, after the shutdown hook.
                assertThat(component.process().stop()).isEqualTo(143);
            }
        }
    }

    @Test
    void aReadingThatIsNotStoredIsReportedAsLost() throws Exception {
        try (Site site = new Site(folder, 2)) {
            Component poll = site.poll("poll", "meter-1");
            site.start("1.1.0", site.server(), poll);
            assertThat(site.verify(2)).containsPattern("readings lost: [1-9]\\d*, doubled: 0\nexit code 1");
        }
    }

    @Test
    void programsThatCannotStartSayWhyAndEnd() throws Exception {
        try (Site site = new Site(folder, 1)) {
            Component poll = site.add("metering-poll", "no-file", "http://127.0.0.1:1", Map.of());
            Component badFile = site.add("metering-poll", "bad-file", "http://127.0.0.1:1", Map.of());
            badFile.configure("poll.ini", "[Metering]\nHost=127.0.0.1\nPort=0\nMeters=M1@127.0.0.1:1\n");
            Component window = site.add("metering-workstation", "window", "http://127.0.0.1:1", Map.of("DISPLAY", ""));
            Component noDisplay =
                    site.add("metering-workstation", "display", "http://127.0.0.1:1", Map.of("DISPLAY", ":54321"));
            for (Component component : List.of(poll, badFile, window, noDisplay)) {
                component.start("1.1.0");
            }
            assertThat(poll.process().exitCode(60)).isEqualTo(2);
            assertThat(poll.process().output())
                    .startsWith("settings.file-missing: ")
                    .contains("poll.ini does not exist.");
            assertThat(badFile.process().exitCode(60)).isEqualTo(2);
            assertThat(badFile.process().output())
                    .startsWith("settings.number: ")
                    .contains("key Port of section Metering must be a whole number from 1 to 65535, not \"0\".");
            assertThat(window.process().exitCode(60)).isEqualTo(2);
            assertThat(window.process().output())
                    .contains("workstation.no-display: There is no display here: start with --unattended, or set");
            assertThat(noDisplay.process().exitCode(60)).isEqualTo(2);
            assertThat(noDisplay.process().output())
                    .contains("workstation.no-display: The display cannot be opened: ")
                    .contains(":54321");
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
