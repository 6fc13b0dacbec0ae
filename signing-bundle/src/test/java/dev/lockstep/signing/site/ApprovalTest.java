package dev.lockstep.signing.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.site.RootKey;
import dev.lockstep.core.site.SiteTrust;
import dev.lockstep.core.source.FolderTransport;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.tuf.model.Hashes;
import dev.lockstep.core.tuf.model.TargetFile;
import dev.lockstep.core.version.Version;
import dev.lockstep.core.version.VersionRange;
import dev.lockstep.signing.repository.Ed25519Signer;
import dev.lockstep.signing.repository.KeyRing;
import dev.lockstep.signing.repository.Lifetimes;
import dev.lockstep.signing.repository.Publication;
import dev.lockstep.signing.repository.RoleKeys;
import dev.lockstep.signing.repository.Signer;
import dev.lockstep.signing.repository.TufRepository;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ApprovalTest {
    private static final char[] PASSPHRASE = "correct horse".toCharArray();
    /** Leaves a key open, and tests quick. */
    private static final char[] NONE = {};

    private static final ModuleRelease CHARTS = new ModuleRelease(
            "charts",
            Version.parse("1.0.0"),
            "Charts",
            "",
            "our own",
            List.of(),
            VersionRange.parse("[1.0.0,2.0.0)"),
            List.of(new ModuleRelease.Bundle("charts", "1.0.0", Blob.of(new byte[] {1}), 80, List.of(), List.of())));

    @TempDir
    private Path folder;

    private SiteRepository site;

    @BeforeEach
    void aSite() {
        site = SiteRepository.create(folder.resolve("site"), Clock.systemUTC());
    }

    @Test
    @DisplayName("LS-067 What the approver signed is approved for every computer of the site")
    void anApprovalReachesTheComputers() {
        assertThat(site.approvers()).isEmpty();
        site.appointApprover("anna", NONE, RootKey.onServer());
        assertThat(site.approvers()).containsExactly("anna");
        assertThat(approved()).isEmpty();

        byte[] description = site.approve(CHARTS, NONE);

        assertThat(approved()).containsExactly(target(description));
    }

    @Test
    @DisplayName("LS-067 Without the passphrase nobody approves, and the key is on no disk without it")
    void thePassphraseDecides() throws IOException {
        site.appointApprover("anna", PASSPHRASE, RootKey.onServer());

        assertThatThrownBy(() -> site.approve(CHARTS, "wrong horse".toCharArray()))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        refused -> assertThat(refused.problem().code()).isEqualTo(ProblemCode.KEY_UNUSABLE))
                .hasMessageContaining("Nothing was signed")
                .hasMessageContaining("the passphrase does not open it");
        assertThat(approved()).isEmpty();
        try (Stream<Path> keys = Files.list(folder.resolve("site/keys"))) {
            assertThat(keys.filter(file -> file.getFileName().toString().startsWith("approver-")))
                    .singleElement()
                    .satisfies(file -> assertThat(file).content().startsWith("-----BEGIN ENCRYPTED PRIVATE KEY"));
        }
    }

    @Test
    @DisplayName(
            "LS-161 Who has the server's own keys cannot approve: the root names the approver, the delegation does not count")
    void theOnlineKeysCannotAppointAnotherApprover() throws Exception {
        site.appointApprover("anna", NONE, RootKey.onServer());
        site.exportRootKey(folder.resolve("safe.pem"), NONE);
        site.approve(CHARTS, NONE);
        byte[] evil = {6, 6, 6};
        Ed25519Signer intruder = Ed25519Signer.generate();
        List<Signer> stolen = new ArrayList<>(new SiteKeys(folder.resolve("site/keys")).online());
        stolen.add(intruder);

        try (Publication attack = attack(KeyRing.of(stolen))) {
            attack.delegate("approvals", RoleKeys.single(intruder.publicKey()), List.of("modules/*/*"), false);
            attack.add("approvals", target(evil));
            attack.commit();
        }
        assertThat(approved()).as("signed by the intruder").isEmpty();

        try (Publication attack = attack(KeyRing.of(stolen))) {
            attack.add(target(evil));
            attack.revoke("approvals");
            attack.commit();
        }
        assertThat(approved()).as("named by the site's targets").isEmpty();
    }

    private Publication attack(KeyRing keys) throws Exception {
        return new TufRepository(folder.resolve("site/metadata/site"), Clock.systemUTC(), Lifetimes.vendor())
                .begin(keys);
    }

    @Test
    @DisplayName("LS-161 When the root key was taken away, an approver is only named with it")
    void theRootKeyIsAskedForAgain() {
        Path safe = folder.resolve("safe.pem");
        char[] secret = "of the root".toCharArray();
        assertThat(site.holdsRootKey()).isTrue();
        site.exportRootKey(safe, secret);
        assertThat(site.holdsRootKey()).isFalse();
        assertThat(folder.resolve("site/keys/root.pem")).doesNotExist();

        assertThatThrownBy(() -> site.appointApprover("anna", PASSPHRASE, RootKey.onServer()))
                .hasMessageContaining("The root key of this site is not in")
                .hasMessageContaining("--root-key");
        assertThat(site.approvers()).isEmpty();

        site.appointApprover("anna", PASSPHRASE, RootKey.in(safe, secret));
        assertThat(site.approvers()).containsExactly("anna");
    }

    @Test
    void approvalsLastWithoutTheirApprover() {
        site.appointApprover("anna", NONE, RootKey.onServer());
        byte[] description = site.approve(CHARTS, NONE);
        Clock later = Clock.offset(Clock.systemUTC(), Duration.ofDays(400));
        SiteRepository.open(folder.resolve("site"), later).orElseThrow().renew();

        assertThat(new SiteTrust(folder.resolve("late"), Optional::empty, later)
                        .refresh(new FolderTransport(folder.resolve("site")))
                        .approved())
                .containsExactly(target(description));
    }

    @Test
    @DisplayName(
            "LS-067 LS-128 Approvals that a restored backup lacks are made again with one approval, whatever computers saw")
    void oneApprovalIsEnoughAfterARestoration() throws IOException {
        site.appointApprover("anna", NONE, RootKey.onServer());
        Path backup = folder.resolve("backup");
        copy(folder.resolve("site"), backup);
        site.approve(CHARTS, NONE);
        site.approve(CHARTS, NONE);
        assertThat(approved()).hasSize(1);
        DurableFiles.deleteTree(folder.resolve("site"));
        Files.move(backup, folder.resolve("site"));
        // An hour after the approvals that are lost: nobody reinstalls a server within the second.
        site = SiteRepository.open(folder.resolve("site"), Clock.offset(Clock.systemUTC(), Duration.ofHours(1)))
                .orElseThrow();
        site.riseAfterRestore();
        assertThatThrownBy(this::approved).isInstanceOf(ProblemException.class).hasMessageContaining("approvals");

        byte[] description = site.approve(CHARTS, NONE);

        assertThat(approved()).containsExactly(target(description));
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    @Test
    void aFileThatIsThereAlreadyIsNotLost() throws IOException {
        Path target = folder.resolve("not/a/folder");
        Files.writeString(folder.resolve("not"), "a file");

        assertThatThrownBy(() -> site.exportRootKey(target, NONE)).isInstanceOf(ProblemException.class);
        assertThat(site.holdsRootKey()).isTrue();
    }

    private List<TargetFile> approved() {
        return new SiteTrust(folder.resolve("trust"), Optional::empty, Clock.systemUTC())
                .refresh(new FolderTransport(folder.resolve("site")))
                .approved();
    }

    private static TargetFile target(byte[] description) {
        return new TargetFile(
                "modules/charts/1.0.0.json",
                description.length,
                Hashes.sha256(Blob.of(description).digest().hex()));
    }
}
