package dev.lockstep.fleet.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.lockstep.core.audit.AuditEntry;
import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.audit.AuditHead;
import dev.lockstep.core.audit.AuditVerification;
import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.node.AuditTrail;
import dev.lockstep.core.node.NodeIdentity;
import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.NodeSettings.SourceKind;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.release.Platform;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.settings.Setting;
import dev.lockstep.core.site.RootKey;
import dev.lockstep.core.site.SiteStatus;
import dev.lockstep.core.site.StatusFile;
import dev.lockstep.core.source.FolderTransport;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.FileContentStore;
import dev.lockstep.core.trust.VendorMetadata;
import dev.lockstep.core.trust.VendorTrust;
import dev.lockstep.core.tuf.model.Hashes;
import dev.lockstep.core.tuf.model.TargetFile;
import dev.lockstep.core.version.Version;
import dev.lockstep.fleet.internal.administration.StatusReport;
import dev.lockstep.signing.repository.Ed25519Signer;
import dev.lockstep.signing.repository.KeyRing;
import dev.lockstep.signing.repository.Lifetimes;
import dev.lockstep.signing.repository.Publication;
import dev.lockstep.signing.repository.RoleKeys;
import dev.lockstep.signing.repository.RootPlan;
import dev.lockstep.signing.repository.TufRepository;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a server of a closed network tells its vendor. */
class StatusReportTest {
    private static final Version V1 = Version.parse("1.0.0");

    @TempDir
    private Path folder;

    private final List<AuditEvent> audited = new ArrayList<>();
    private Site site;
    private Path file;
    private VendorMetadata vendor;

    @BeforeEach
    void aSite() throws Exception {
        site = new Site(folder.resolve("data"));
        file = folder.resolve("status.json");
        vendor = vendor();
    }

    @AfterEach
    void close() throws Exception {
        site.close();
    }

    /** A vendor who signed the description of one release. */
    private VendorMetadata vendor() throws Exception {
        Path published = folder.resolve("vendor");
        Ed25519Signer signer = Ed25519Signer.generate();
        RoleKeys own = RoleKeys.single(signer.publicKey());
        TufRepository repository =
                new TufRepository(published.resolve("metadata/vendor"), Clock.systemUTC(), Lifetimes.vendor());
        byte[] root = repository.initialise(new RootPlan(own, own, own, own), KeyRing.of(signer));
        Blob description = Blob.of("{}".getBytes(UTF_8));
        try (Publication change = repository.begin(KeyRing.of(signer))) {
            change.add(new TargetFile(
                    Release.targetName(V1),
                    description.length(),
                    Hashes.sha256(description.digest().hex()),
                    JsonNodeFactory.instance.objectNode()));
            change.commit();
        }
        return new VendorTrust(
                        folder.resolve("trust"),
                        () -> Optional.of(root),
                        new FileContentStore(folder.resolve("store")),
                        Clock.systemUTC())
                .refresh(new FolderTransport(published));
    }

    private StatusReport report(SourceKind source) {
        ComputerReport server = Reports.relay("00000000-0000-0000-0000-000000000001", "server");
        ComputerReport own = new ComputerReport(
                server.id(),
                server.name(),
                server.platform(),
                server.components(),
                server.modules(),
                server.receivesModules(),
                server.distributes(),
                server.deviations(),
                server.phase(),
                server.explanation(),
                server.lastCheck(),
                server.lastProblem(),
                List.of(Reports.failing("00000000-0000-0000-0000-000000000002", "cash desk")),
                Optional.empty());
        return new StatusReport(
                site.fleet,
                new Fixed(folder, source),
                () -> Optional.of(vendor),
                site.distribution,
                () -> own,
                new Trail(),
                audited::add,
                Clock.systemUTC());
    }

    @Test
    @DisplayName("LS-160 The way back: a file that the site signed says how it stands, and what it holds")
    void written() throws Exception {
        site.fleet.assignRelease(Optional.of(V1));

        SiteStatus written = report(SourceKind.IMPORT).write(file);

        StatusFile read = StatusFile.read(Files.readAllBytes(file));
        assertThat(read.status()).isEqualTo(written);
        assertThat(read.isOf(Files.readAllBytes(folder.resolve("data/site/metadata/site/1.root.json"))))
                .isTrue();
        assertThat(written.assigned()).contains(V1);
        assertThat(written.held()).containsOnlyKeys("releases/1.0.0.json");
        assertThat(written.vendor().orElseThrow().versions())
                .containsEntry("root", 1L)
                .containsEntry("targets", 2L)
                .containsKeys("snapshot", "timestamp");
        assertThat(written.audit()).contains(AuditHead.EMPTY);
        assertThat(written.computers()).extracting(SiteStatus.Computer::name).containsExactly("server", "cash desk");
        assertThat(written.computers().get(1).problem()).contains("LS-SOURCE-REFUSED");
        assertThat(Files.readString(file))
                .as("codes of problems, and no addresses, ids or explanations")
                .doesNotContain("server:10000", "see that it runs", "00000000-");
        assertThat(audited).extracting(AuditEvent::action).containsExactly("export status");
    }

    @Test
    void whoKnowsAnEarlierRootOfTheSiteVerifiesAFileThatItsExchangedKeysSigned() throws Exception {
        site.fleet.assignRelease(Optional.of(V1));
        Path roots = folder.resolve("data/site/metadata/site");
        byte[] first = Files.readAllBytes(roots.resolve("1.root.json"));
        site.fleet.own().change(own -> {
            own.renewRoot(RootKey.onServer(), true, Optional.empty());
            return own;
        });

        report(SourceKind.IMPORT).write(file);

        StatusFile read = StatusFile.read(Files.readAllBytes(file));
        assertThat(read.isOf(first)).isTrue();
        assertThat(read.isOf(Files.readAllBytes(roots.resolve("2.root.json")))).isTrue();
    }

    @Test
    @DisplayName("LS-160 A status file that somebody changed on the medium is not taken for one")
    void altered() throws Exception {
        site.fleet.assignRelease(Optional.of(V1));
        report(SourceKind.IMPORT).write(file);
        String text = Files.readString(file);

        assertThatThrownBy(() ->
                        StatusFile.read(text.replace("cash desk", "cash Desk").getBytes(UTF_8)))
                .hasMessage("what it says is not signed by the site that it names: it was altered");
        try (Site other = new Site(folder.resolve("other"))) {
            other.fleet.assignRelease(Optional.of(V1));
            byte[] root = Files.readAllBytes(folder.resolve("other/site/metadata/site/1.root.json"));
            assertThat(StatusFile.read(text.getBytes(UTF_8)).isOf(root)).isFalse();
        }
    }

    @Test
    void aComputerThatFollowsAnotherSaysWhereToDoIt() {
        ProblemException refused = catchThrowableOfType(
                ProblemException.class, () -> report(SourceKind.COMPUTER).write(file));
        assertThat(refused.problem().code()).isEqualTo(ProblemCode.SITE_NOT_HERE);
        assertThat(file).doesNotExist();
    }

    @Test
    void aServerThatHasSaidNothingYetNeedsNoStatusFile() {
        assertThatThrownBy(() -> report(SourceKind.IMPORT).write(file))
                .hasMessageContaining("The first bundle is a complete one and needs no status file");
    }

    private record Fixed(Path folder, SourceKind source) implements Settings {
        @Override
        public NodeSettings current() {
            return NodeSettings.of(Map.of(
                    "source", Setting.word(source),
                    "server.address", "main",
                    "server.port", "10000",
                    "distribute", "true",
                    "automatic", "false"));
        }

        @Override
        public NodeSettings change(UnaryOperator<NodeSettings> change) {
            throw new UnsupportedOperationException("nothing is changed here");
        }

        @Override
        public NodeIdentity identity() {
            return new NodeIdentity("server", "server", new Platform("linux-x64"), folder, folder.resolve("data"));
        }
    }

    private static final class Trail implements AuditTrail {
        @Override
        public AuditHead head() {
            return AuditHead.EMPTY;
        }

        @Override
        public AuditVerification.Report verified(Optional<AuditHead> signed) {
            throw new UnsupportedOperationException("nobody verifies here");
        }

        @Override
        public List<AuditEntry> before(long number, int most, Predicate<AuditEntry> wanted) {
            return List.of();
        }
    }
}
