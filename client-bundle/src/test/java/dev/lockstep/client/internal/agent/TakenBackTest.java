package dev.lockstep.client.internal.agent;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.client.testing.Installation;
import dev.lockstep.client.testing.RecordingNeighbours;
import dev.lockstep.client.testing.ServerComputer;
import dev.lockstep.client.testing.VendorSite;
import dev.lockstep.core.node.Assignment.AssignedModule;
import dev.lockstep.core.node.UpdateAgent.CheckOutcome;
import dev.lockstep.core.node.UpdateAgent.UpdateOutcome;
import dev.lockstep.core.node.UpdateAgent.UpdateRequest;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.site.Audience;
import dev.lockstep.core.site.Rollback;
import dev.lockstep.core.site.RootKey;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.tuf.model.Hashes;
import dev.lockstep.core.tuf.model.TargetFile;
import dev.lockstep.core.version.Version;
import dev.lockstep.signing.repository.Ed25519Signer;
import dev.lockstep.signing.repository.KeyFile;
import dev.lockstep.signing.repository.KeyRing;
import dev.lockstep.signing.repository.Lifetimes;
import dev.lockstep.signing.repository.Publication;
import dev.lockstep.signing.repository.RoleKeys;
import dev.lockstep.signing.repository.Signer;
import dev.lockstep.signing.repository.TufRepository;
import dev.lockstep.signing.site.SiteRepository;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A server that was broken into: its online keys, its site and its distribution folder are in the attacker's hand, and what he
 * says is signed with the real keys. The root key was taken away, and the approver's passphrase he does not have.
 */
class TakenBackTest {
    private static final UpdateRequest ASSIGNED = new UpdateRequest(Optional.empty(), false, false);
    private static final char[] NONE = {};
    private static final Audience EVERYBODY = new Audience.Everybody();
    private static final Version OLD = Version.parse("1.0.0");
    private static final Version NEW = Version.parse("1.1.0");

    @TempDir
    private Path folder;

    private VendorSite vendor;
    private ServerComputer server;
    private Installation client;
    private RecordingNeighbours others;
    private Agent agent;

    @BeforeEach
    void aComputerThatRunsTheNewestRelease() throws IOException {
        vendor = new VendorSite(folder.resolve("vendor"));
        // The vendor tried out 3.0.0 long before 1.1.0: a lower counter with a higher version.
        for (String version : List.of("1.0.0", "3.0.0", "1.1.0")) {
            vendor.publish(version, new VendorSite.Contents(Map.of("tool", Map.of("readme", "Version " + version))));
        }
        server = new ServerComputer(vendor.folder());
        server.repository().appointApprover("anna", NONE, RootKey.onServer());
        server.repository().exportRootKey(folder.resolve("safe/root.pem"), NONE);
        server.assign("1.1.0");
        server.modules = List.of(charts("1.1.0"));
        client = new Installation(folder.resolve("client"))
                .trust(vendor)
                .settings(
                        "source = computer",
                        "server.address = 127.0.0.1",
                        "server.port = " + server.port(),
                        "receive.modules = true",
                        "components = tool");
        others = new RecordingNeighbours().of(client);
        agent = client.started();
        agent.update(ASSIGNED, Progress.SILENT);
        agent.check(Progress.SILENT);
        assertThat(client.current("tool")).contains(NEW);
    }

    @AfterEach
    void close() {
        server.close();
    }

    @Test
    @DisplayName(
            "LS-161 A server that was broken into cannot take a client back to an older release that the vendor still lists")
    void anOlderRelease() {
        server.assign("1.0.0");

        Problem problem = refused();

        assertThat(problem.text(Locale.ENGLISH))
                .contains("assigns release 1.0.0, which is older (by version, or published earlier) than release 1.1.0")
                .contains(
                        "going back was not approved with the key of the site's approver: there is no approval of it.")
                .contains("This computer stays on 1.1.0.");
        assertThat(problem.text(Locale.forLanguageTag("ru")))
                .contains(
                        "назначает выпуск 1.0.0, который старше (по версии или по времени публикации) выпуска 1.1.0",
                        "остаётся на 1.1.0");
        assertThat(agent.explain(Locale.ENGLISH)).isEqualTo(problem.text(Locale.ENGLISH));
    }

    @Test
    @DisplayName("LS-161 Older is also what the vendor published before, whatever its version is called")
    void aHigherVersionWithALowerCounter() {
        server.assign("3.0.0");

        assertThat(refused().facts()).containsEntry("release", "3.0.0").containsEntry("installed", "1.1.0");
    }

    @Test
    @DisplayName("LS-161 A restart does not make a client forget how far it has come")
    void aRestart() {
        server.assign("1.0.0");
        agent = client.started();

        assertThat(refused().code()).isEqualTo(ProblemCode.ROLLBACK_UNAPPROVED);
    }

    @Test
    @DisplayName("LS-161 An approval that the attacker signed himself does not count")
    void aForgedApproval() throws Exception {
        Ed25519Signer intruder = Ed25519Signer.generate();
        TargetFile forged = forged();
        attack(List.of(intruder), change -> {
            change.delegate("approvals", RoleKeys.single(intruder.publicKey()), List.of("rollbacks/*"), false);
            change.add("approvals", forged);
            change.add(forged);
        });
        server.assign("1.0.0");

        assertThat(refused().facts()).containsEntry("reason", "there is no approval of it");
    }

    @Test
    @DisplayName("LS-161 The approval of another site's approver does not count")
    void aForeignApproval() throws Exception {
        SiteRepository other = SiteRepository.create(folder.resolve("other"), Clock.systemUTC());
        other.appointApprover("anna", NONE, RootKey.onServer());
        Ed25519Signer foreign = approver(folder.resolve("other/keys"));
        other.approve(rollbackGuard(3), EVERYBODY, Duration.ofDays(1), NONE);
        Map<String, TargetFile> approvals = targets(folder.resolve("other"));
        attack(List.of(foreign), change -> {
            change.delegate("approvals", RoleKeys.single(foreign.publicKey()), List.of("rollbacks/*"), false);
            for (TargetFile approval : approvals.values()) {
                change.add("approvals", approval);
            }
        });
        server.assign("1.0.0");

        assertThat(refused().facts()).containsEntry("reason", "there is no approval of it");
    }

    @Test
    @DisplayName("LS-161 An approval for others, from less far, or that has ended is of no use")
    void approvalsThatDoNotFit() {
        SiteRepository site = server.repository();
        server.assign("1.0.0");

        site.approve(rollbackGuard(3), new Audience.Computer("another"), Duration.ofDays(1), NONE);
        assertThat(refused().facts()).containsEntry("reason", "the approval is for computer another");
        site.approve(
                rollbackGuard(3), new Audience.Group("pilot", new TreeSet<>(List.of("x"))), Duration.ofDays(1), NONE);
        assertThat(refused().facts()).containsEntry("reason", "the approval is for group pilot");
        site.approve(rollbackGuard(2), EVERYBODY, Duration.ofDays(1), NONE);
        assertThat(refused().facts().get("reason")).contains("newer than what it names");
        site.approve(rollbackGuard(3), EVERYBODY, Duration.ofSeconds(-1), NONE);
        assertThat(refused().facts().get("reason")).startsWith("the approval ended at ");
    }

    @Test
    @DisplayName("LS-161 With the approver's word a client goes back, and a replay of that word does nothing")
    void anApprovalCountsOnce() throws IOException {
        server.repository().approve(rollbackGuard(3), EVERYBODY, Duration.ofDays(1), NONE);
        server.assign("1.0.0");
        assertThat(agent.check(Progress.SILENT)).isInstanceOf(CheckOutcome.Available.class);
        assertThat(agent.update(ASSIGNED, Progress.SILENT)).isEqualTo(new UpdateOutcome.Switched(OLD, false));
        assertThat(agent.check(Progress.SILENT)).isEqualTo(new CheckOutcome.Current(OLD));

        server.assign("1.1.0");
        assertThat(agent.update(ASSIGNED, Progress.SILENT)).isEqualTo(new UpdateOutcome.Switched(NEW, false));
        server.assign("1.0.0");

        assertThat(refused().facts()).containsEntry("reason", "its approval was used here before");
        server.repository().approve(rollbackGuard(3), EVERYBODY, Duration.ofDays(1), NONE);
        assertThat(agent.update(ASSIGNED, Progress.SILENT)).isEqualTo(new UpdateOutcome.Switched(OLD, false));
    }

    @Test
    @DisplayName("LS-161 An administrator of the computer itself may go back without anybody's word")
    void whoNamesTheReleaseHere() {
        server.assign("1.0.0");
        UpdateRequest named = new UpdateRequest(Optional.of(OLD), false, false);

        assertThat(agent.update(named, Progress.SILENT)).isEqualTo(new UpdateOutcome.Switched(OLD, false));
    }

    @Test
    @DisplayName("LS-161 Below the floor that the vendor signed nobody goes, neither with an approval nor by hand")
    void theVendorsFloor() {
        vendor.publish("1.2.0", 3, new VendorSite.Contents(Map.of("tool", Map.of("readme", "Version 1.2.0"))));
        server.repository().approve(rollbackGuard(3), EVERYBODY, Duration.ofDays(1), NONE);
        server.assign("1.0.0");

        assertThat(agent.check(Progress.SILENT)).isInstanceOfSatisfying(CheckOutcome.Failed.class, failed -> {
            assertThat(failed.problem().code()).isEqualTo(ProblemCode.RELEASE_BELOW_FLOOR);
            assertThat(failed.problem().text(Locale.ENGLISH))
                    .contains("forbids releases below counter 3 in the channel stable, and this release has 1");
            assertThat(failed.problem().text(Locale.forLanguageTag("ru"))).contains("ниже счётчика выпусков 3");
        });
        UpdateRequest named = new UpdateRequest(Optional.of(OLD), false, false);
        assertThat(agent.update(named, Progress.SILENT).toString()).contains("LS-RELEASE-BELOW-FLOOR");
        assertThat(client.current("tool")).contains(NEW);
        server.assign("1.2.0");
        assertThat(agent.update(ASSIGNED, Progress.SILENT)).isInstanceOf(UpdateOutcome.Switched.class);
    }

    @Test
    @DisplayName("LS-161 Nor can it take a module back, not even by taking it away in between")
    void anOlderModule() {
        server.modules = List.of();
        agent.check(Progress.SILENT);
        server.modules = List.of(charts("1.0.0"));
        agent.check(Progress.SILENT);

        assertThat(others.installed).isEmpty();
        assertThat(agent.report().deviations())
                .anySatisfy(warning -> assertThat(warning)
                        .contains(
                                "assigns version 1.0.0 of the module charts, which is older than version 1.1.0 that ran here")
                        .contains("The modules of this computer stay as they are."));

        server.repository().approve(new Rollback.OfModule("charts", OLD, NEW), EVERYBODY, Duration.ofDays(1), NONE);
        agent.check(Progress.SILENT);
        assertThat(others.installed)
                .singleElement()
                .satisfies(module -> assertThat(module.version()).isEqualTo(OLD));
        agent.check(Progress.SILENT);
        server.modules = List.of(charts("1.1.0"));
        agent.check(Progress.SILENT);
        server.modules = List.of(charts("1.0.0"));
        agent.check(Progress.SILENT);
        assertThat(others.installed)
                .singleElement()
                .satisfies(module -> assertThat(module.version()).isEqualTo(NEW));
        assertThat(agent.report().deviations())
                .anySatisfy(warning -> assertThat(warning).contains("its approval was used here before"));
    }

    private Problem refused() {
        CheckOutcome outcome = agent.check(Progress.SILENT);
        assertThat(outcome).isInstanceOf(CheckOutcome.Failed.class);
        Problem problem = ((CheckOutcome.Failed) outcome).problem();
        assertThat(problem.code()).isEqualTo(ProblemCode.ROLLBACK_UNAPPROVED);
        assertThat(agent.update(ASSIGNED, Progress.SILENT)).isEqualTo(new UpdateOutcome.Refused(problem));
        assertThat(client.current("tool")).contains(NEW);
        return problem;
    }

    private static Rollback rollbackGuard(long upTo) {
        return new Rollback.OfRelease(OLD, 1, upTo);
    }

    private static AssignedModule charts(String version) {
        return new AssignedModule("charts", Version.parse(version));
    }

    /** An approval in every word, but for who signed it. */
    private TargetFile forged() {
        ObjectNode custom = JsonNodeFactory.instance.objectNode();
        ObjectNode approval =
                custom.putObject("lockstep").put("kind", "rollback").putObject("approval");
        approval.put("site", server.repository().fingerprint().digest().hex())
                .put("serial", 7)
                .put("until", "2099-01-01T00:00:00Z");
        approval.putObject("for").put("everybody", true);
        approval.putObject("release").put("version", "1.0.0").put("counter", 1).put("upTo", 9);
        return new TargetFile(
                "rollbacks/7.json",
                1,
                Hashes.sha256(Blob.of(new byte[1]).digest().hex()),
                custom);
    }

    private static Ed25519Signer approver(Path keys) throws Exception {
        try (DirectoryStream<Path> found = Files.newDirectoryStream(keys, "approver-*.pem")) {
            return KeyFile.read(found.iterator().next(), NONE);
        }
    }

    private static Map<String, TargetFile> targets(Path site) throws Exception {
        try (Publication change = repository(site).begin(KeyRing.of(online(site)))) {
            return change.targets("approvals");
        }
    }

    private void attack(List<Signer> more, Attack attack) throws Exception {
        List<Signer> keys = new ArrayList<>(online(server.siteFolder()));
        keys.addAll(more);
        try (Publication change = repository(server.siteFolder()).begin(KeyRing.of(keys))) {
            attack.on(change);
            change.commit();
        }
    }

    private static TufRepository repository(Path site) {
        return new TufRepository(site.resolve("metadata/site"), Clock.systemUTC(), Lifetimes.vendor());
    }

    private static List<Signer> online(Path site) throws Exception {
        List<Signer> keys = new ArrayList<>();
        for (String role : List.of("targets", "snapshot", "timestamp")) {
            keys.add(KeyFile.read(site.resolve("keys/" + role + ".pem"), NONE));
        }
        return keys;
    }

    @FunctionalInterface
    private interface Attack {
        void on(Publication change) throws Exception;
    }
}
