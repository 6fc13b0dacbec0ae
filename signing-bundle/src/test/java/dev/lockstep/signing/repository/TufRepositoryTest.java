package dev.lockstep.signing.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.lockstep.core.tuf.DirectoryMetadataFetcher;
import dev.lockstep.core.tuf.DirectoryMetadataStore;
import dev.lockstep.core.tuf.RefreshResult;
import dev.lockstep.core.tuf.TrustedTarget;
import dev.lockstep.core.tuf.TufUpdater;
import dev.lockstep.core.tuf.model.Hashes;
import dev.lockstep.core.tuf.model.TargetFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TufRepositoryTest {
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-22T12:00:00Z"), ZoneOffset.UTC);
    private static final String HASH = "ab".repeat(32);

    @TempDir
    private Path folder;

    private final Ed25519Signer root = Ed25519Signer.generate();
    private final Ed25519Signer online = Ed25519Signer.generate();
    private final KeyRing keys = KeyRing.of(root, online);
    private TufRepository repository;
    private byte[] pinned;

    @BeforeEach
    void makeRepository() throws Exception {
        repository = new TufRepository(folder.resolve("metadata"), CLOCK, Lifetimes.vendor());
        pinned = repository.initialise(plan(root, online), keys);
    }

    private static RootPlan plan(Signer root, Signer others) {
        RoleKeys other = RoleKeys.single(others.publicKey());
        return new RootPlan(RoleKeys.single(root.publicKey()), other, other, other);
    }

    private TufUpdater client(String name) {
        return TufUpdater.builder()
                .fetcher(new DirectoryMetadataFetcher(folder.resolve("metadata")))
                .store(new DirectoryMetadataStore(folder.resolve(name)))
                .pinnedRoot(pinned)
                .clock(CLOCK)
                .build();
    }

    @Test
    void aClientFindsWhatWasPublished() throws Exception {
        var custom = JsonNodeFactory.instance.objectNode().put("release", "1.1.0");
        try (Publication publication = repository.begin(keys)) {
            publication.add(new TargetFile("releases/1.1.0.json", 42, Hashes.sha256(HASH), custom));
            publication.commit();
        }
        TufUpdater client = client("client");

        RefreshResult result = client.refresh();

        assertThat(result.expires().values()).hasSize(4).allMatch(CLOCK.instant()::isBefore);
        assertThat(result.versions())
                .containsEntry("root", 1L)
                .containsEntry("timestamp", 2L)
                .containsEntry("snapshot", 2L)
                .containsEntry("targets", 2L);
        assertThat(client.find("releases/1.1.0.json"))
                .contains(new TargetFile("releases/1.1.0.json", 42, Hashes.sha256(HASH), custom));
        assertThat(client.find("releases/1.2.0.json")).isEmpty();
    }

    @Test
    void aPublisherSpeaksOnlyAboutItsOwnNames() throws Exception {
        Ed25519Signer acme = Ed25519Signer.generate();
        try (Publication publication = repository.begin(KeyRing.of(root, online, acme))) {
            publication.delegate("acme", RoleKeys.single(acme.publicKey()), List.of("modules/acme/*"), true);
            publication.add("acme", new TargetFile("modules/acme/meter.jar", 7, Hashes.sha256(HASH)));
            assertThatThrownBy(() -> publication.add("acme", new TargetFile("agent.jar", 7, Hashes.sha256(HASH))))
                    .hasMessage("the role acme is not delegated targets like agent.jar");
            publication.commit();
        }
        TufUpdater client = client("client");
        client.refresh();

        assertThat(client.list().targets()).extracting(TrustedTarget::roleName).containsExactly("acme");
        assertThat(client.findWithRole("modules/acme/meter.jar"))
                .map(TrustedTarget::roleName)
                .contains("acme");
    }

    @Test
    void aClientOfTheFirstRootFollowsARotationOfAllKeys() throws Exception {
        Ed25519Signer newRoot = Ed25519Signer.generate();
        Ed25519Signer newOnline = Ed25519Signer.generate();

        repository.rotate(plan(newRoot, newOnline), KeyRing.of(root, online, newRoot, newOnline));
        repository.renewTimestamp(KeyRing.of(newOnline));

        assertThat(client("client").refresh().versions()).containsEntry("root", 2L);
        assertThat(folder.resolve("client/roots/1.root.json")).exists();
        assertThat(folder.resolve("client/roots/2.root.json"))
                .hasSameBinaryContentAs(folder.resolve("metadata/2.root.json"));
    }

    @Test
    void twoPublishersExcludeEachOther() throws Exception {
        try (Publication first = repository.begin(keys)) {
            assertThat(first.targets("targets")).isEmpty();
            assertThatThrownBy(() -> repository.begin(keys))
                    .isInstanceOf(RepositoryLockedException.class)
                    .hasMessageContaining("somebody else is publishing");
        }
    }

    @Test
    void aMissingKeyIsFoundBeforeAnythingIsWritten() throws Exception {
        List<Path> before = files();

        assertThatThrownBy(() -> repository.renewTimestamp(KeyRing.of(root)))
                .isInstanceOf(SignersMissingException.class)
                .hasMessage("the timestamp metadata needs the signatures of 1 keys, but 0 of its keys are at hand;"
                        + " nothing was written");

        assertThat(files()).isEqualTo(before);
    }

    private List<Path> files() throws Exception {
        try (var files = Files.list(folder.resolve("metadata"))) {
            return files.sorted().toList();
        }
    }
}
