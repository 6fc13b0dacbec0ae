package dev.lockstep.signing.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.release.ReleaseJson;
import dev.lockstep.core.source.Transport;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.FileContentStore;
import dev.lockstep.core.trust.Freshness;
import dev.lockstep.core.trust.FreshnessPolicy;
import dev.lockstep.core.trust.VendorMetadata;
import dev.lockstep.core.trust.VendorTrust;
import dev.lockstep.core.tuf.ConsistentNames;
import dev.lockstep.core.tuf.MetadataCopy;
import dev.lockstep.core.tuf.model.DelegatedRole;
import dev.lockstep.core.tuf.model.Delegations;
import dev.lockstep.core.tuf.model.Hashes;
import dev.lockstep.core.tuf.model.MetaFile;
import dev.lockstep.core.tuf.model.MetadataType;
import dev.lockstep.core.tuf.model.Role;
import dev.lockstep.core.tuf.model.SignedMetadata;
import dev.lockstep.core.tuf.model.Snapshot;
import dev.lockstep.core.tuf.model.TargetFile;
import dev.lockstep.core.tuf.model.TargetPaths;
import dev.lockstep.core.tuf.model.Targets;
import dev.lockstep.core.tuf.model.Timestamp;
import dev.lockstep.core.version.Version;
import dev.lockstep.core.version.VersionRange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class VendorTrustTest {
    @TempDir
    Path folder;

    private static final Version ONE = Version.parse("1.0.0");

    private final List<String> asked = new ArrayList<>();
    private final Ed25519Signer signer = Ed25519Signer.generate();
    private final KeyRing keys = KeyRing.of(signer);
    private TufRepository repository;
    private byte[] root;

    @BeforeEach
    void publishTwoReleases() throws Exception {
        repository = new TufRepository(folder.resolve("vendor/metadata/vendor"), Clock.systemUTC(), Lifetimes.vendor());
        RoleKeys own = RoleKeys.single(signer.publicKey());
        root = repository.initialise(new RootPlan(own, own, own, own), keys);
        publish("1.0.0", "1.0.0", "stable");
        publish("1.1.0", "1.1.0", "next");
    }

    @Test
    void whatTheVendorSignedIsFoundByVersion() {
        VendorMetadata vendor = trust(Clock.systemUTC()).refresh(source());
        assertThat(vendor.releases())
                .containsExactly(
                        new VendorMetadata.OfferedRelease(Version.parse("1.0.0"), "stable", 1),
                        new VendorMetadata.OfferedRelease(Version.parse("1.1.0"), "next", 1));
        assertThat(vendor.newest("stable")).get().extracting("version").hasToString("1.0.0");
        assertThat(vendor.release(Version.parse("1.1.0")).channel()).isEqualTo("next");
        assertThat(vendor.validity().at(Instant.now())).isInstanceOf(Freshness.Fresh.class);
    }

    @Test
    void aDescriptionIsFetchedOnce() {
        VendorMetadata vendor = trust(Clock.systemUTC()).refresh(source());
        vendor.release(Version.parse("1.0.0"));
        asked.clear();
        vendor.release(Version.parse("1.0.0"));
        assertThat(asked).isEmpty();
    }

    @Test
    void whatWasTrustedIsThereAgainAfterARestartWithoutAskingAnybody() {
        trust(Clock.systemUTC()).refresh(source());
        asked.clear();
        Optional<VendorMetadata> vendor = trust(Clock.systemUTC()).trusted(this::source);
        assertThat(vendor).isPresent();
        assertThat(vendor.get().releases()).hasSize(2);
        assertThat(asked).isEmpty();
    }

    @Test
    void whatIsTrustedIsVerifiedOnceUntilARefreshBringsSomethingNew() throws Exception {
        VendorTrust trust = trust(Clock.systemUTC());
        trust.refresh(source());
        List<MetadataCopy> files = trust.trusted(this::source).orElseThrow().files();
        trust.refresh(source());
        assertThat(trust.trusted(this::source).orElseThrow().files()).isSameAs(files);

        publish("1.2.0", "1.2.0", "stable");
        trust.refresh(source());
        assertThat(trust.trusted(this::source).orElseThrow().releases()).hasSize(3);
    }

    @Test
    void whatAnotherProcessRefreshedOrSomebodyDamagedIsNoticed() throws Exception {
        VendorTrust trust = trust(Clock.systemUTC());
        trust.refresh(source());
        assertThat(trust.trusted(this::source).orElseThrow().releases()).hasSize(2);

        publish("1.2.0", "1.2.0", "stable");
        trust(Clock.systemUTC()).refresh(source());
        assertThat(trust.trusted(this::source).orElseThrow().releases()).hasSize(3);

        Files.writeString(folder.resolve("trust/root.json"), "{}");
        assertThat(trust.trusted(this::source).orElseThrow().releases())
                .as("the root is found again from the pinned one")
                .hasSize(3);
        Files.writeString(folder.resolve("trust/targets.json"), "{}");
        assertThat(trust.trusted(this::source)).isEmpty();
    }

    @Test
    void aPublisherWhoseMetadataExpiresSpeaksNoMoreAlthoughNoFileChanged() throws Exception {
        Ed25519Signer acme = Ed25519Signer.generate();
        try (Publication publication = repository.begin(KeyRing.of(signer, acme))) {
            publication.delegate("acme", RoleKeys.single(acme.publicKey()), List.of("modules/acme-*/*"), true);
            publication.add("acme", described("acme-meters", bundle("acme-meters", "x")));
            publication.commit();
        }
        AtomicReference<Instant> now = new AtomicReference<>(Instant.now());
        VendorTrust trust = trust(now::get);
        assertThat(trust.refresh(source()).modules()).hasSize(1);
        assertThat(trust.trusted(this::source).orElseThrow().modules()).hasSize(1);

        now.set(later(400).instant());
        assertThat(trust.trusted(this::source).orElseThrow().modules()).isEmpty();
        assertThat(trust.trusted(this::source).orElseThrow().releases()).hasSize(2);
    }

    @Test
    void aDescriptionThatWasDamagedOnOurOwnDiskIsFetchedAgain() throws Exception {
        trust(Clock.systemUTC()).refresh(source()).release(ONE);
        Path stored = new FileContentStore(folder.resolve("store"))
                .find(trust(Clock.systemUTC())
                        .trusted(this::source)
                        .orElseThrow()
                        .target("releases/1.0.0.json")
                        .orElseThrow())
                .orElseThrow();
        String signed = Files.readString(stored);
        assertThat(stored.toFile().setWritable(true)).isTrue();
        Files.writeString(stored, signed.replace("stable", "future"));
        assertThat(trust(Clock.systemUTC()).refresh(source()).release(ONE).channel())
                .isEqualTo("stable");
        assertThat(stored).hasContent(signed);
    }

    @Test
    void beforeTheFirstRefreshNothingIsTrusted() {
        assertThat(trust(Clock.systemUTC()).trusted(this::source)).isEmpty();
    }

    @Test
    void anExpiredTimestampMakesItStaleAndNotUnusable() {
        VendorMetadata vendor = trust(later(60)).refresh(source());
        assertThat(vendor.validity().at(later(60).instant())).isInstanceOf(Freshness.Stale.class);
        assertThat(vendor.releases()).hasSize(2);
    }

    @Test
    void whatTheVendorListsIsStillReadWhenItIsNotInstalledAnyMore() {
        trust(Clock.systemUTC()).refresh(source());
        VendorMetadata vendor = trust(later(400)).trusted(this::source).orElseThrow();
        assertThat(vendor.validity().at(later(400).instant())).isInstanceOf(Freshness.Refused.class);
        assertThat(vendor.releases()).hasSize(2);
    }

    @Test
    void theVendorSignsForHowLongStaleReleasesAreInstalled() throws Exception {
        sign(FreshnessPolicy.refusedAfter(10).target());
        VendorMetadata vendor = trust(Clock.systemUTC()).refresh(source());
        assertThat(vendor.validity().policy()).isEqualTo(FreshnessPolicy.refusedAfter(10));
        assertThat(vendor.validity().at(later(39).instant())).isInstanceOf(Freshness.Stale.class);
        assertThat(vendor.validity().at(later(41).instant())).isInstanceOf(Freshness.Refused.class);
    }

    @Test
    void aSignedPolicyThatIsNotUnderstoodIsRefusedAndNotPassedOver() throws Exception {
        ObjectNode custom = JsonNodeFactory.instance.objectNode();
        custom.putObject("lockstep").put("kind", "freshness").put("refusedAfterDays", "ten");
        TargetFile readable = FreshnessPolicy.refusedAfter(10).target();
        sign(new TargetFile(readable.path(), readable.length(), readable.hashes(), custom));
        assertThatThrownBy(() -> trust(Clock.systemUTC()).refresh(source()))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("freshness.json does not say after how many days");
    }

    private void sign(TargetFile target) throws Exception {
        try (Publication publication = repository.begin(keys)) {
            publication.add(target);
            publication.commit();
        }
    }

    private static Clock later(int days) {
        return Clock.offset(Clock.systemUTC(), Duration.ofDays(days));
    }

    @Test
    void aSourceWithoutMetadataIsNoUpdateServer() {
        Transport empty = transport(folder.resolve("nothing"));
        assertThatThrownBy(() -> trust(Clock.systemUTC()).refresh(empty))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).isEqualTo(ProblemCode.SOURCE_FOREIGN))
                .hasMessageStartingWith("the test's folder answers, but it is not an update server:");
    }

    @Test
    void aSignedDescriptionThatIsOfAnotherVersionIsRefused() throws Exception {
        publish("1.2.0", "1.0.0", "stable");
        VendorMetadata vendor = trust(Clock.systemUTC()).refresh(source());
        assertThatThrownBy(() -> vendor.release(Version.parse("1.2.0")))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining("the signed description releases/1.2.0.json says 1.0.0");
    }

    @Test
    void aMirrorGetsTheFilesAsTheyWereReceivedWithTheTimestampLast() throws IOException {
        List<MetadataCopy> files = trust(Clock.systemUTC()).refresh(source()).files();
        assertThat(files)
                .extracting(MetadataCopy::name)
                .startsWith("1.root.json")
                .endsWith("timestamp.json");
        for (MetadataCopy file : files) {
            assertThat(folder.resolve("vendor/metadata/vendor").resolve(file.name()))
                    .hasBinaryContent(file.bytes());
        }
    }

    @Test
    void aRoleWhoseNameNoSourceIsAskedForTakesNothingAwayFromTheOthers() throws Exception {
        Ed25519Signer acme = Ed25519Signer.generate();
        try (Publication publication = repository.begin(KeyRing.of(signer, acme))) {
            publication.delegate("acme", RoleKeys.single(acme.publicKey()), List.of("modules/acme/*"), false);
            publication.commit();
        }
        try (Publication publication = repository.begin(keys)) {
            publication.submit("acme", delegatingTo("../odd role?", acme));
            publication.commit();
        }
        listInSnapshot("../odd role?");

        assertThat(trust(Clock.systemUTC()).refresh(source()).releases()).hasSize(2);
        assertThat(asked).noneMatch(path -> path.contains("odd"));
    }

    /** What a publisher signed that passes its right on to a role of any name. */
    private static byte[] delegatingTo(String roleName, Ed25519Signer publisher) {
        Role role = new Role(Set.of(publisher.keyId()), 1);
        Delegations delegations = new Delegations(
                Map.of(publisher.keyId(), publisher.publicKey()),
                List.of(new DelegatedRole(roleName, role, false, new TargetPaths.Patterns(List.of("modules/acme/*")))),
                Optional.empty());
        Targets targets = new Targets(9, Instant.parse("2999-01-01T00:00:00Z"), Map.of(), Optional.of(delegations));
        SignedMetadata<Targets> file = SignedMetadata.unsigned(targets, MetadataType.TARGETS);
        return file.with(publisher.sign(file.signedBytes())).bytes();
    }

    private static MetaFile ofVersion(long version) {
        return new MetaFile(version, OptionalLong.empty(), Hashes.none());
    }

    /** Our own repositories never do; one that another tool wrote can. */
    private void listInSnapshot(String roleName) throws Exception {
        Path metadata = folder.resolve("vendor/metadata/vendor");
        Timestamp timestamp = SignedMetadata.parse(
                        Files.readAllBytes(metadata.resolve("timestamp.json")), MetadataType.TIMESTAMP)
                .signed();
        Path old = metadata.resolve(timestamp.snapshot().version() + ".snapshot.json");
        Snapshot snapshot = SignedMetadata.parse(Files.readAllBytes(old), MetadataType.SNAPSHOT)
                .signed();
        Map<String, MetaFile> meta = new HashMap<>(snapshot.meta());
        meta.put(roleName + ".json", ofVersion(1));
        long version = snapshot.version() + 1;
        write(metadata.resolve(version + ".snapshot.json"), new Snapshot(version, snapshot.expires(), meta));
        Timestamp next = new Timestamp(timestamp.version() + 1, timestamp.expires(), ofVersion(version));
        SignedMetadata<Timestamp> file = SignedMetadata.unsigned(next, MetadataType.TIMESTAMP);
        Files.write(
                metadata.resolve("timestamp.json"),
                file.with(signer.sign(file.signedBytes())).bytes());
    }

    private void write(Path path, Snapshot snapshot) throws IOException {
        SignedMetadata<Snapshot> file = SignedMetadata.unsigned(snapshot, MetadataType.SNAPSHOT);
        Files.write(path, file.with(signer.sign(file.signedBytes())).bytes());
    }

    @Test
    @DisplayName("LS-078 A publisher's module that brings a bundle under the name of somebody else's module is refused")
    void publishersSignForTheirOwnNamesOnly() throws Exception {
        Ed25519Signer acme = Ed25519Signer.generate();
        try (Publication publication = repository.begin(KeyRing.of(signer, acme))) {
            publication.delegate("acme", RoleKeys.single(acme.publicKey()), List.of("modules/acme-*/*"), true);
            publication.add(described("charts", bundle("charts", "the vendor's")));
            publication.add("acme", described("acme-own", bundle("acme-own", "x"), bundle("guava", "y")));
            publication.add("acme", described("acme-same", bundle("charts", "the vendor's")));
            publication.add("acme", described("acme-evil", bundle("acme-evil", "x"), bundle("charts", "another")));
            publication.commit();
        }
        VendorMetadata vendor = trust(Clock.systemUTC()).refresh(source());

        for (String good : List.of("charts", "acme-own", "acme-same")) {
            assertThat(vendor.encroachment(vendor.module(good, ONE))).isEmpty();
        }
        assertThat(vendor.encroachment(vendor.module("acme-evil", ONE)))
                .hasValueSatisfying(problem -> assertThat(problem)
                        .hasToString(
                                "Module acme-evil 1.0.0, which the publisher acme signed, brings the bundle charts. That is"
                                        + " the name of a module of somebody else, who signed other contents. Publishers sign for"
                                        + " their own names only: it is refused. [LS-MODULE-ENCROACHES]"));
    }

    private static ModuleRelease.Bundle bundle(String name, String contents) {
        return new ModuleRelease.Bundle(
                name, "1.0.0", Blob.of(contents.getBytes(StandardCharsets.UTF_8)), 90, List.of(), List.of());
    }

    /** The description of a module, in its place, as a target. */
    private TargetFile described(String name, ModuleRelease.Bundle... bundles) throws Exception {
        byte[] description = ReleaseJson.write(
                new ModuleRelease(name, ONE, name, "", "", List.of(), VersionRange.parse("1.0.0"), List.of(bundles)));
        TargetFile target = new TargetFile(
                ModuleRelease.targetName(name, ONE),
                description.length,
                Hashes.sha256(Blob.of(description).digest().hex()));
        Path file = ConsistentNames.target(folder.resolve("vendor/targets"), target);
        Files.createDirectories(file.getParent());
        Files.write(file, description);
        return target;
    }

    private VendorTrust trust(InstantSource clock) {
        return new VendorTrust(
                folder.resolve("trust"), () -> Optional.of(root), new FileContentStore(folder.resolve("store")), clock);
    }

    private void publish(String name, String version, String channel) throws Exception {
        byte[] description = ReleaseJson.write(new Release(
                Version.parse(version),
                channel,
                1,
                Instant.parse("2026-11-22T10:00:00Z"),
                List.of(),
                List.of(),
                List.of(),
                VersionRange.parse("1.0.0")));
        ObjectNode custom = JsonNodeFactory.instance.objectNode();
        custom.putObject("lockstep")
                .put("kind", "release")
                .put("channel", channel)
                .put("counter", 1);
        TargetFile target = new TargetFile(
                Release.targetName(Version.parse(name)),
                description.length,
                Hashes.sha256(Blob.of(description).digest().hex()),
                custom);
        Path file = ConsistentNames.target(folder.resolve("vendor/targets"), target);
        Files.createDirectories(file.getParent());
        Files.write(file, description);
        try (Publication publication = repository.begin(keys)) {
            publication.add(target);
            publication.commit();
        }
    }

    private Transport source() {
        return transport(folder.resolve("vendor"));
    }

    private Transport transport(Path base) {
        return new Transport() {
            @Override
            public Optional<Content> open(String path, long offset) throws IOException {
                asked.add(path);
                Path file = base.resolve(path);
                return Files.exists(file) ? Optional.of(new Content(Files.newInputStream(file), 0)) : Optional.empty();
            }

            @Override
            public String sourceName() {
                return "the test's folder";
            }
        };
    }
}
