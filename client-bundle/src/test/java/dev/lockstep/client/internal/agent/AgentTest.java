package dev.lockstep.client.internal.agent;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.client.internal.journal.Journal;
import dev.lockstep.client.internal.journal.Step;
import dev.lockstep.client.internal.journal.Transaction;
import dev.lockstep.client.testing.Installation;
import dev.lockstep.client.testing.Programs;
import dev.lockstep.client.testing.RecordingNeighbours;
import dev.lockstep.client.testing.ServerComputer;
import dev.lockstep.client.testing.VendorSite;
import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.message.NodeDescription;
import dev.lockstep.core.node.UpdateAgent.CheckOutcome;
import dev.lockstep.core.node.UpdateAgent.UpdateOutcome;
import dev.lockstep.core.node.UpdateAgent.UpdateRequest;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.Platform;
import dev.lockstep.core.site.Audience;
import dev.lockstep.core.site.Rollback;
import dev.lockstep.core.site.RootKey;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.trust.Withdrawal;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class AgentTest {
    private static final UpdateRequest WHAT_SHOULD_BE = new UpdateRequest(Optional.empty(), false, false);

    @TempDir
    private Path folder;

    private VendorSite vendor;
    private ServerComputer server;
    private Installation client;

    @BeforeEach
    void aServerWithTwoReleases() throws IOException {
        vendor = new VendorSite(folder.resolve("vendor"));
        vendor.publish("1.0.0", passive("1.0.0"));
        vendor.publish("1.1.0", passive("1.1.0"));
        server = new ServerComputer(vendor.folder());
        server.assign("1.0.0");
        client = clientOf(server.port());
    }

    @AfterEach
    void close() {
        server.close();
    }

    private Installation clientOf(int port) {
        return new Installation(folder.resolve("client"))
                .settings(
                        "source = computer",
                        "server.address = 127.0.0.1",
                        "server.port = " + port,
                        "vendor.urls = http://127.0.0.1:1/",
                        "components = files")
                .trust(vendor);
    }

    private static VendorSite.Contents passive(String version) {
        return new VendorSite.Contents(Map.of(
                "files", new TreeMap<>(Map.of("version.txt", version, "same.txt", "the same in all versions")),
                "others", new TreeMap<>(Map.of("other.txt", "for another computer " + version))));
    }

    @Test
    @DisplayName(
            "LS-130 LS-157 A release is checked, fetched, built and switched to, with own components and changed files only")
    void aReleaseIsInstalled() throws IOException {
        Agent agent = client.started();
        assertThat(agent.check(Progress.SILENT)).isInstanceOfSatisfying(CheckOutcome.Available.class, available -> {
            assertThat(available.release().version()).hasToString("1.0.0");
            assertThat(available.bytes()).isEqualTo("1.0.0the same in all versions".length());
        });

        assertThat(agent.update(WHAT_SHOULD_BE, Progress.SILENT)).isEqualTo(switched("1.0.0"));

        assertThat(client.home().resolve("data/lockstep/components/files/current/version.txt"))
                .hasContent("1.0.0");
        assertThat(agent.check(Progress.SILENT)).isEqualTo(new CheckOutcome.Current(Version.parse("1.0.0")));
        assertThat(agent.explain(Locale.ENGLISH)).isEqualTo("This computer is current: it runs 1.0.0.");
        assertThat(agent.explain(Locale.forLanguageTag("ru"))).isEqualTo("Компьютер обновлён: на нём работает 1.0.0.");
        server.asked.clear();
        server.assign("1.1.0");

        assertThat(agent.update(WHAT_SHOULD_BE, Progress.SILENT)).isEqualTo(switched("1.1.0"));

        assertThat(server.asked.stream().filter(path -> path.startsWith("/targets/sha256/")))
                .as("the tree and the one file that changed")
                .hasSize(2);
    }

    @Test
    @DisplayName("LS-177 What has changed in a computer's own store is fetched again, and stops no update")
    void theOwnStoreIsHealed() throws IOException {
        Agent agent = client.started();
        assertThat(agent.update(WHAT_SHOULD_BE, Progress.SILENT)).isEqualTo(switched("1.0.0"));
        Path store = client.home().resolve("data/lockstep/store/sha256");
        List<Path> payloads;
        try (Stream<Path> files = Files.walk(store)) {
            payloads = files.filter(Files::isRegularFile).toList();
        }
        for (Path payload : payloads) {
            byte[] bytes = Files.readAllBytes(payload);
            bytes[bytes.length / 2] ^= 1;
            Files.delete(payload);
            Files.write(payload, bytes);
        }
        server.assign("1.1.0");

        assertThat(agent.update(WHAT_SHOULD_BE, Progress.SILENT)).isEqualTo(switched("1.1.0"));

        assertThat(client.home().resolve("data/lockstep/components/files/current/same.txt"))
                .hasContent("the same in all versions");
    }

    @Test
    @DisplayName("LS-178 A switch that is not finished, and that nobody works on, stands in the status until it is")
    void anUnfinishedSwitchIsShown() throws IOException {
        Agent agent = client.started();
        agent.update(WHAT_SHOULD_BE, Progress.SILENT);
        assertThat(agent.status().warnings())
                .noneMatch(warning -> warning.toString().contains("is not finished"));
        Journal journal = new Journal(client.home().resolve("data/lockstep/journal"));
        journal.record(new Transaction(
                "id",
                "update",
                Optional.of(Version.parse("1.0.0")),
                Version.parse("1.1.0"),
                Optional.empty(),
                List.of(),
                List.of(new Transaction.Reached(Step.WATCH, Instant.parse("2026-12-01T10:00:00Z"))),
                0,
                Optional.empty(),
                Optional.empty(),
                Optional.empty()));

        assertThat(agent.status().warnings())
                .anyMatch(
                        warning -> warning.toString()
                                .contains(
                                        "from release 1.0.0 to 1.1.0 (an update), begun at 2026-12-01T10:00:00Z, is not finished"));
        journal.clear();
        assertThat(agent.status().warnings())
                .noneMatch(warning -> warning.toString().contains("is not finished"));
    }

    @Test
    @DisplayName("LS-139 What interruptions left on the disk goes at the start, and after each update")
    void leftoversGo() throws IOException {
        Path data = client.home().resolve("data/lockstep");
        Path left = data.resolve("journal/installed.json.new");
        Path part = data.resolve("store/incoming").resolve("0".repeat(64) + ".part");
        List<Path> old = List.of(left, part);
        leave(old);
        Agent agent = client.started();
        assertThat(old).allSatisfy(file -> assertThat(file).doesNotExist());
        leave(old);

        assertThat(agent.update(WHAT_SHOULD_BE, Progress.SILENT)).isEqualTo(switched("1.0.0"));

        assertThat(old).allSatisfy(file -> assertThat(file).doesNotExist());
    }

    private static void leave(List<Path> files) throws IOException {
        for (Path file : files) {
            Files.createDirectories(file.getParent());
            Files.writeString(file, "left");
            Files.setLastModifiedTime(file, FileTime.from(Instant.parse("2020-01-01T00:00:00Z")));
        }
    }

    @Test
    @DisplayName("LS-094 LS-003 A client takes its server's version and not the vendor's newest")
    void theServersVersionCounts() {
        Agent agent = client.started();

        assertThat(agent.update(WHAT_SHOULD_BE, Progress.SILENT)).isEqualTo(switched("1.0.0"));
        assertThat(agent.update(new UpdateRequest(Optional.of(Version.parse("1.1.0")), true, false), Progress.SILENT)
                        .toString())
                .contains("LS-BAD-REQUEST", "which assigns 1.0.0 and not 1.1.0");
    }

    @Test
    @DisplayName("LS-093 A client that is newer than its server waits and says why, and does not try again and again")
    void aNewerClientStays() {
        Agent agent = client.started();
        server.assign("1.1.0");
        agent.update(WHAT_SHOULD_BE, Progress.SILENT);

        server.assign("1.0.0");

        for (int i = 0; i < 3; i++) {
            assertThat(agent.check(Progress.SILENT).toString()).contains("LS-ROLLBACK-UNAPPROVED");
        }
        assertThat(agent.explain(Locale.ENGLISH))
                .contains("assigns release 1.0.0, which is older (by version, or published earlier) than release 1.1.0")
                .contains("If the server itself is behind, bring it up with lockstep:update there.");
        assertThat(agent.report().explanation()).isEqualTo(agent.explain(Locale.ENGLISH));
        assertThat(agent.history()).hasSize(1);
    }

    @Test
    @DisplayName(
            "LS-093 A client that is newer than its server follows it down if that was approved, once and not in a loop")
    void aNewerClientFollows() {
        Agent agent = client.started();
        server.assign("1.1.0");
        agent.update(WHAT_SHOULD_BE, Progress.SILENT);
        char[] none = {};
        server.repository().appointApprover("anna", none, RootKey.onServer());
        server.repository()
                .approve(
                        new Rollback.OfRelease(Version.parse("1.0.0"), 1, 2),
                        new Audience.Everybody(),
                        Duration.ofDays(1),
                        none);

        server.assign("1.0.0");

        assertThat(agent.update(WHAT_SHOULD_BE, Progress.SILENT)).isEqualTo(switched("1.0.0"));
        assertThat(agent.check(Progress.SILENT)).isEqualTo(new CheckOutcome.Current(Version.parse("1.0.0")));
        assertThat(agent.history()).hasSize(2);
    }

    @Test
    @DisplayName("LS-093 By its settings it waits instead, and says so")
    void aNewerClientWaits() throws IOException {
        Agent agent = client.started();
        server.assign("1.1.0");
        agent.update(WHAT_SHOULD_BE, Progress.SILENT);
        Path file = client.home().resolve("etc/dev.lockstep.node.cfg");
        Files.writeString(file, Files.readString(file) + "newer.than.server = wait\n");

        server.assign("1.0.0");

        assertThat(agent.check(Progress.SILENT)).isEqualTo(new CheckOutcome.Current(Version.parse("1.1.0")));
        assertThat(agent.explain(Locale.ENGLISH)).contains("runs 1.1.0, which is newer than 1.0.0 of its server");
    }

    @Test
    @DisplayName("LS-092 A client that was away comes through the mandatory versions, one after the other")
    void floorsAreInstalledFirst() {
        Agent agent = client.started();
        agent.update(WHAT_SHOULD_BE, Progress.SILENT);
        vendor.publish("1.2.0", passive("1.2.0"));
        vendor.publish("2.0.0", passive("2.0.0").withFloors("1.1.0", "1.2.0"));

        server.assign("2.0.0");

        assertThat(agent.check(Progress.SILENT))
                .isInstanceOfSatisfying(
                        CheckOutcome.Available.class,
                        next -> assertThat(next.way())
                                .extracting(step -> step.version().toString())
                                .containsExactly("1.1.0", "1.2.0", "2.0.0"));
        assertThat(agent.update(WHAT_SHOULD_BE, Progress.SILENT)).isEqualTo(switched("2.0.0"));
        assertThat(agent.history())
                .extracting(entry -> entry.to().orElseThrow().toString())
                .containsExactly("2.0.0", "1.2.0", "1.1.0", "1.0.0");
    }

    @Test
    @DisplayName(
            "LS-191: Releases 6, 7, 8 and 9, each with the one before as its floor: a computer that returns at 5 goes every step")
    void floorsOfFloors() {
        Agent agent = client.started();
        agent.update(WHAT_SHOULD_BE, Progress.SILENT);
        vendor.publish("5.0.0", passive("5.0.0"));
        server.assign("5.0.0");
        agent.update(WHAT_SHOULD_BE, Progress.SILENT);
        for (int release = 6; release <= 9; release++) {
            vendor.publish(release + ".0.0", passive(release + ".0.0").withFloors((release - 1) + ".0.0"));
        }

        server.assign("9.0.0");

        assertThat(agent.update(new UpdateRequest(Optional.empty(), false, true), Progress.SILENT))
                .isInstanceOfSatisfying(UpdateOutcome.Simulated.class, plan -> {
                    assertThat(plan.release().version()).hasToString("9.0.0");
                    assertThat(plan.steps())
                            .anySatisfy(step -> assertThat(step.toString()).contains("6.0.0", "7.0.0"));
                });
        assertThat(agent.update(WHAT_SHOULD_BE, Progress.SILENT)).isEqualTo(switched("9.0.0"));
        assertThat(agent.history())
                .extracting(entry -> entry.to().orElseThrow().toString())
                .startsWith("9.0.0", "8.0.0", "7.0.0", "6.0.0", "5.0.0");
    }

    @Test
    @DisplayName("LS-191: A floor on the way that nobody offers is named before anything is changed")
    void aFloorThatNobodyOffers() {
        Agent agent = client.started();
        agent.update(WHAT_SHOULD_BE, Progress.SILENT);
        vendor.publish("3.0.0", passive("3.0.0").withFloors("2.0.0"));
        vendor.publish("4.0.0", passive("4.0.0").withFloors("3.0.0"));
        server.assign("4.0.0");

        assertThat(agent.check(Progress.SILENT)).isInstanceOfSatisfying(CheckOutcome.Failed.class, failed -> {
            assertThat(failed.problem().code()).isEqualTo(ProblemCode.FLOOR_MISSING);
            assertThat(failed.problem().toString()).contains("4.0.0", "only be installed after release 2.0.0");
        });
        assertThat(agent.update(WHAT_SHOULD_BE, Progress.SILENT)).isInstanceOf(UpdateOutcome.Refused.class);
        assertThat(client.current("files")).contains(Version.parse("1.0.0"));
    }

    @Test
    @DisplayName("LS-191: A way that breaks off half-way says how far it came, and what is next")
    void halfWay() {
        Agent agent = client.started();
        agent.update(WHAT_SHOULD_BE, Progress.SILENT);
        vendor.publish("2.0.0", passive("2.0.0"));
        vendor.publish("3.0.0", passive("3.0.0").withFloors("2.0.0"));
        server.assign("3.0.0");
        // Asked for before the way begins, and not to be had any more once the first step has been taken.
        client.listener = point -> {
            if (point.equals("COMMIT")) {
                server.problem = Optional.of(Problem.of(ProblemCode.DISTRIBUTION_OFF, Map.of("address", "x")));
            }
        };

        UpdateOutcome outcome = agent.update(WHAT_SHOULD_BE, Progress.SILENT);

        assertThat(client.current("files")).contains(Version.parse("2.0.0"));
        assertThat(outcome).isInstanceOfSatisfying(UpdateOutcome.PartWay.class, partWay -> {
            assertThat(partWay.version()).hasToString("2.0.0");
            assertThat(partWay.goal()).hasToString("3.0.0");
        });
    }

    @Test
    @DisplayName("LS-098 What an old installer laid down converges at the first check")
    void anOldInstallationConverges() throws IOException {
        Path old = client.home().resolve("data/lockstep/components/files/versions/0.9.0");
        Files.createDirectories(old);
        client.folders().pointer("files").pointTo(Version.parse("0.9.0"));
        Agent agent = client.started();
        assertThat(agent.status().installed()).contains(Version.parse("0.9.0"));

        assertThat(agent.update(WHAT_SHOULD_BE, Progress.SILENT)).isEqualTo(switched("1.0.0"));

        assertThat(client.current("files")).contains(Version.parse("1.0.0"));
    }

    @Test
    @DisplayName("LS-106 While the server has nothing to distribute a client keeps its version and tries again")
    void anEmptyServerLeavesTheClientAlone() {
        Agent agent = client.started();
        agent.update(WHAT_SHOULD_BE, Progress.SILENT);
        server.problem = Optional.of(Problem.of(ProblemCode.DISTRIBUTION_EMPTY, Map.of("address", "x")));

        assertThat(agent.check(Progress.SILENT))
                .isInstanceOfSatisfying(
                        CheckOutcome.Failed.class,
                        failed -> assertThat(failed.problem().toString())
                                .contains("has no updates to distribute yet", "127.0.0.1:" + server.port()));
        assertThat(agent.status().installed()).contains(Version.parse("1.0.0"));
        assertThat(agent.status().lastProblem()).isPresent();

        server.problem = Optional.empty();
        assertThat(agent.check(Progress.SILENT)).isInstanceOf(CheckOutcome.Current.class);
        assertThat(agent.status().lastProblem()).isEmpty();
    }

    @Test
    @DisplayName("LS-052 A server that cannot be reached is the error, and the vendor is not asked instead")
    void thereIsNoFallBack() throws IOException {
        try (ServerComputer vendorServer = new ServerComputer(vendor.folder())) {
            Path file = client.home().resolve("etc/dev.lockstep.node.cfg");
            Files.writeString(
                    file,
                    Files.readString(file)
                            .replace("http://127.0.0.1:1/", "http://127.0.0.1:" + vendorServer.port() + "/"));
            server.close();

            assertThat(client.started().check(Progress.SILENT))
                    .isInstanceOfSatisfying(
                            CheckOutcome.Failed.class,
                            failed -> assertThat(failed.problem().code()).isEqualTo(ProblemCode.SOURCE_REFUSED));
            assertThat(vendorServer.asked).isEmpty();
        }
    }

    @Test
    @DisplayName("LS-053 A changed source counts at the next check, with no restart")
    void aNewSourceCounts() throws IOException {
        Agent agent = client.started();
        agent.check(Progress.SILENT);
        try (ServerComputer other = new ServerComputer(vendor.folder())) {
            other.assign("1.1.0");
            clientOf(other.port());

            assertThat(agent.check(Progress.SILENT))
                    .isInstanceOfSatisfying(
                            CheckOutcome.Available.class,
                            next -> assertThat(next.release().version()).hasToString("1.1.0"));
        }
    }

    @Test
    @DisplayName("LS-005 A computer can take its updates straight from the vendor, and this shows as a deviation")
    void aFolderOrVendorIsASource() throws IOException {
        client.settings("source = vendor", "vendor.urls = http://127.0.0.1:" + server.port(), "components = files");
        Agent agent = client.started();

        assertThat(agent.update(WHAT_SHOULD_BE, Progress.SILENT)).isEqualTo(switched("1.1.0"));

        assertThat(agent.status().warnings())
                .anyMatch(warning -> warning.toString().contains("straight from the vendor"));
    }

    @Test
    @DisplayName("LS-133 The last check, its result and its error are known after a restart")
    void theLastCheckIsKept() {
        Agent agent = client.started();
        agent.check(Progress.SILENT);
        server.problem = Optional.of(Problem.of(ProblemCode.DISTRIBUTION_OFF, Map.of("address", "x")));
        agent.check(Progress.SILENT);

        Agent restarted = client.started();

        assertThat(restarted.status().lastCheck())
                .isEqualTo(agent.status().lastCheck())
                .isPresent();
        assertThat(restarted.status().lastProblem().orElseThrow().code()).isEqualTo(ProblemCode.DISTRIBUTION_OFF);
        assertThat(restarted.status().assigned()).contains(Version.parse("1.0.0"));
    }

    @Test
    @DisplayName(
            "LS-138, LS-184: A version that fails goes back, is held off and stands in the one list with its reason in the reader's"
                    + " language, is lifted there, and can be tried again by name")
    void aFailedVersionIsHeldOff() throws Exception {
        vendor.publish("1.2.0", new VendorSite.Contents(Map.of("files", Programs.failing("files", "1.2.0"))));
        Agent agent = client.started();
        agent.update(WHAT_SHOULD_BE, Progress.SILENT);
        server.assign("1.2.0");

        assertThat(agent.update(WHAT_SHOULD_BE, Progress.SILENT))
                .isInstanceOfSatisfying(UpdateOutcome.RolledBack.class, back -> {
                    assertThat(back.version()).hasToString("1.0.0");
                    assertThat(back.problem().toString())
                            .contains("files 1.2.0 did not become healthy", "its last words were: no licence");
                });
        assertThat(client.current("files")).contains(Version.parse("1.0.0"));
        assertThat(agent.update(WHAT_SHOULD_BE, Progress.SILENT).toString()).contains("LS-VERSION-HELD-OFF");
        assertThat(agent.explain(Locale.ENGLISH))
                .contains("Version 1.2.0 failed on this computer before", "no licence");
        Locale russian = Locale.forLanguageTag("ru");
        assertThat(agent.explain(russian))
                .contains("files 1.2.0 не пришёл в рабочее состояние", "no licence")
                .doesNotContain("did not become");
        ComputerReport report = agent.report();
        assertThat(report.explanation(russian)).contains("не пришёл в рабочее состояние");
        assertThat(report.explanation()).contains("did not become healthy");
        assertThat(agent.history().get(0).result()).isEqualTo("rolled back");
        assertThat(agent.barred()).singleElement().satisfies(barred -> {
            assertThat(barred.what().toString()).isEqualTo("1.2.0");
            assertThat(barred.origin()).isEqualTo(Withdrawal.Origin.COMPUTER);
            assertThat(barred.reason().text(russian)).contains("не пришёл в рабочее состояние");
        });
        assertThat(agent.tryAgain(Version.parse("1.2.0"))).isTrue();
        assertThat(agent.tryAgain(Version.parse("1.2.0"))).isFalse();
        assertThat(agent.barred()).isEmpty();

        assertThat(agent.update(new UpdateRequest(Optional.of(Version.parse("1.2.0")), true, false), Progress.SILENT))
                .isInstanceOf(UpdateOutcome.RolledBack.class);
        client.close();
    }

    @Test
    void aPersonCanGoBackAndTheVersionIsNotInstalledAgainByItself() {
        Agent agent = client.started();
        agent.update(WHAT_SHOULD_BE, Progress.SILENT);
        server.assign("1.1.0");
        agent.update(WHAT_SHOULD_BE, Progress.SILENT);

        assertThat(agent.rollBack(Progress.SILENT)).isEqualTo(switched("1.0.0"));

        assertThat(client.current("files")).contains(Version.parse("1.0.0"));
        assertThat(agent.update(WHAT_SHOULD_BE, Progress.SILENT).toString())
                .contains("LS-VERSION-HELD-OFF", "somebody rolled it back");
    }

    @Test
    void whereThereIsNothingToGoBackToThisIsSaid() {
        assertThat(client.started().rollBack(Progress.SILENT).toString()).contains("LS-RELEASE-UNKNOWN");
    }

    @Test
    void twoOperationsAtOnceAreOneTooMany() throws Exception {
        Agent agent = client.started();
        CountDownLatch inside = new CountDownLatch(1);
        CountDownLatch leave = new CountDownLatch(1);
        client.listener = point -> {
            inside.countDown();
            try {
                leave.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        ExecutorService other = Executors.newSingleThreadExecutor();
        try {
            Future<UpdateOutcome> update = other.submit(() -> agent.update(WHAT_SHOULD_BE, Progress.SILENT));
            inside.await();

            assertThat(agent.check(Progress.SILENT).toString())
                    .contains("LS-BUSY", "Another operation is under way: an update");
            assertThat(agent.update(WHAT_SHOULD_BE, Progress.SILENT).toString()).contains("LS-BUSY");
            assertThatThrownBy(() -> agent.rebuildDistribution(Progress.SILENT))
                    .hasMessageContaining("Another operation is under way");
            leave.countDown();
            assertThat(update.get()).isEqualTo(switched("1.0.0"));
        } finally {
            other.shutdownNow();
        }
    }

    @Test
    void warningsHaveToBeConfirmed() {
        vendor.publish("1.2.0", passive("1.2.0").withWarning("The database is converted."));
        server.assign("1.2.0");
        Agent agent = client.started();

        assertThat(agent.update(WHAT_SHOULD_BE, Progress.SILENT).toString())
                .contains("LS-WARNINGS-UNCONFIRMED", "The database is converted.");

        assertThat(agent.update(new UpdateRequest(Optional.empty(), true, false), Progress.SILENT))
                .isEqualTo(switched("1.2.0"));
    }

    @Test
    void aSimulationSaysWhatWouldHappenAndDoesNothing() {
        Agent agent = client.started();

        assertThat(agent.update(new UpdateRequest(Optional.empty(), false, true), Progress.SILENT))
                .isInstanceOfSatisfying(
                        UpdateOutcome.Simulated.class,
                        plan -> assertThat(plan.steps())
                                .extracting(Sentence::toString)
                                .containsExactly("files: from nothing to 1.0.0"));
        assertThat(client.current("files")).isEmpty();
    }

    @Test
    void aMissingSettingOfAComponentIsFoundBeforeAnythingIsStopped() {
        vendor.publish(
                "1.2.0", new VendorSite.Contents(Map.of("files", Programs.watched("files", "1.2.0", "version=1.2.0"))));
        Agent agent = client.started();
        agent.update(WHAT_SHOULD_BE, Progress.SILENT);
        server.assign("1.2.0");

        for (UpdateRequest request : List.of(new UpdateRequest(Optional.empty(), false, true), WHAT_SHOULD_BE)) {
            assertThat(agent.update(request, Progress.SILENT).toString())
                    .contains(
                            "LS-COMPONENT-SETTING-MISSING",
                            "the setting variable.port is missing",
                            "etc/dev.lockstep.component-files.cfg");
        }
        assertThat(client.current("files")).contains(Version.parse("1.0.0"));
        assertThat(agent.check(Progress.SILENT)).isInstanceOf(CheckOutcome.Available.class);
    }

    @Test
    void aReleaseForOtherPlatformsIsRefused() {
        vendor.publish("1.2.0", "stable", new Platform("other-z80"), passive("1.2.0"));
        server.assign("1.2.0");

        assertThat(client.started().update(WHAT_SHOULD_BE, Progress.SILENT).toString())
                .contains("LS-PLATFORM-UNSUPPORTED", "Release 1.2.0 has no files for");
    }

    @Test
    void anAlteredPayloadIsRefusedAndTheRunningVersionStays() throws IOException {
        Agent agent = client.started();
        agent.update(WHAT_SHOULD_BE, Progress.SILENT);
        server.assign("1.1.0");
        Path altered = vendor.folder()
                .resolve("targets")
                .resolve(Digest.of("1.1.0".getBytes(UTF_8)).path());
        Files.writeString(altered, "1.1.X");

        assertThat(agent.update(WHAT_SHOULD_BE, Progress.SILENT).toString()).contains("LS-PAYLOAD-ALTERED");

        assertThat(client.home().resolve("data/lockstep/components/files/current/version.txt"))
                .hasContent("1.0.0");
        assertThat(agent.explain(Locale.ENGLISH)).contains("is not the one its signature describes");
    }

    @Test
    void aFolderThatCannotBeWrittenToIsNamedAndTheRunningVersionStays() throws IOException {
        Agent agent = client.started();
        agent.update(WHAT_SHOULD_BE, Progress.SILENT);
        server.assign("1.1.0");
        Path versions = client.home().resolve("data/lockstep/components/files/versions");
        Path aside = versions.resolveSibling("aside");
        Files.move(versions, aside);
        Files.writeString(versions, "a file where a folder should be");

        assertThat(agent.update(WHAT_SHOULD_BE, Progress.SILENT).toString())
                .contains("LS-NOT-WRITABLE", "components/files");

        Files.delete(versions);
        Files.move(aside, versions);
        assertThat(agent.update(WHAT_SHOULD_BE, Progress.SILENT)).isEqualTo(switched("1.1.0"));
    }

    @Test
    void aSourceThatIsThisComputerOrWaitsForItIsRefused() {
        String own = client.service().identity().id();
        server.node = new NodeDescription(own, "Me", Optional.empty(), "ready", List.of());
        Agent agent = client.started();
        assertThat(agent.check(Progress.SILENT).toString()).contains("LS-SOURCE-SELF");

        server.node = new NodeDescription("relay", "Relay", Optional.empty(), "ready", List.of("main", own));
        assertThat(agent.check(Progress.SILENT).toString()).contains("LS-SOURCE-LOOP", "relay <- main <- " + own);
    }

    @Test
    void oldVersionsAreRemovedButForThePreviousOne() {
        Agent agent = client.started();
        agent.update(WHAT_SHOULD_BE, Progress.SILENT);
        server.assign("1.1.0");
        agent.update(WHAT_SHOULD_BE, Progress.SILENT);
        vendor.publish("1.2.0", passive("1.2.0"));
        server.assign("1.2.0");
        agent.update(WHAT_SHOULD_BE, Progress.SILENT);

        assertThat(client.home().resolve("data/lockstep/components/files/versions"))
                .isDirectoryContaining("glob:**/1.2.0")
                .isDirectoryContaining("glob:**/1.1.0")
                .isDirectoryNotContaining("glob:**/1.0.0");
        assertThat(payload("1.2.0")).exists();
        assertThat(payload("1.1.0")).as("it may be gone back to").exists();
        assertThat(payload("1.0.0")).doesNotExist();
        assertThat(payload("the same in all versions")).exists();
    }

    @Test
    @DisplayName("What a module needs stays in the store when the last release that had it as well is tidied away")
    void whatModulesNeedIsNotTidiedAway() {
        RecordingNeighbours others = new RecordingNeighbours().of(client);
        others.payloads = Set.of(Digest.of("1.0.0".getBytes(UTF_8)));
        Agent agent = client.started();
        for (String version : List.of("1.0.0", "1.1.0", "1.2.0", "1.3.0")) {
            if (version.compareTo("1.1.0") > 0) {
                vendor.publish(version, passive(version));
            }
            server.assign(version);
            assertThat(agent.update(WHAT_SHOULD_BE, Progress.SILENT)).isEqualTo(switched(version));
        }

        assertThat(payload("1.0.0")).as("a module needs it").exists();
        assertThat(payload("1.1.0")).as("nobody needs it").doesNotExist();
    }

    @Test
    @DisplayName("LS-157 A download is as slow as the setting bytes.per.second says")
    void theRateLimitIsKept() {
        String large = "x".repeat(300_000);
        vendor.publish("1.2.0", new VendorSite.Contents(Map.of("files", new TreeMap<>(Map.of("large.txt", large)))));
        server.assign("1.2.0");
        Agent agent = client.settings(
                        "source = computer",
                        "server.address = 127.0.0.1",
                        "server.port = " + server.port(),
                        "components = files",
                        "bytes.per.second = 512K")
                .started();
        agent.check(Progress.SILENT);
        long began = System.nanoTime();

        assertThat(agent.update(WHAT_SHOULD_BE, Progress.SILENT)).isEqualTo(switched("1.2.0"));

        // What a quarter of a second may take is held in stock.
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(300));
    }

    private Path payload(String text) {
        return client.home()
                .resolve("data/lockstep/store")
                .resolve(Digest.of(text.getBytes(UTF_8)).path());
    }

    @Test
    void aDistributionThatIsOffCannotBeRebuilt() {
        Agent agent = client.started();

        assertThatThrownBy(() -> agent.rebuildDistribution(Progress.SILENT))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.DISTRIBUTION_SWITCHED_OFF));
    }

    private static UpdateOutcome switched(String version) {
        return new UpdateOutcome.Switched(Version.parse(version), false);
    }
}
