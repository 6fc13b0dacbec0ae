package dev.lockstep.core.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Sections 5.2 and 5.3: the chain of roots. */
class RootUpdateTest {
    private static final byte[] DAMAGED = "{\"signed\":".getBytes(StandardCharsets.UTF_8);

    private final Simulator repository = new Simulator();
    private final InMemoryMetadataStore store = new InMemoryMetadataStore();

    private RefreshResult refresh() throws Exception {
        return repository.client(store).build().refresh();
    }

    /** The next root has other keys; it is signed by those given. */
    private TestSigner publishRootOf(TestSigner newKey, TestSigner... signedBy) {
        repository.keys.put("root", List.of(newKey));
        repository.signers.put("root", List.of(signedBy));
        repository.publishRoot();
        return newKey;
    }

    private TestSigner oldKey() {
        return repository.signers.get("root").get(0);
    }

    @Test
    void aFreshClientAsksForTheNextRootTimestampSnapshotAndTargetsAndNothingElse() throws Exception {
        refresh();

        assertThat(repository.requests)
                .containsExactly("2.root.json", "timestamp.json", "1.snapshot.json", "1.targets.json");
    }

    @Test
    void everyRootOfTheChainIsFollowedAndKeptAsItCame() throws Exception {
        TestSigner old = oldKey();
        TestSigner second = publishRootOf(TestSigner.generate(), old, TestSigner.generate());
        repository.signers.put("root", List.of(old, second));
        repository.versions.put("root", 1L);
        repository.publishRoot();
        TestSigner third = TestSigner.generate();
        publishRootOf(third, second, third);

        assertThat(refresh().versions()).containsEntry("root", 3L);
        for (long version = 1; version <= 3; version++) {
            assertThat(store.readRoot(version)).contains(repository.files.get(version + ".root.json"));
        }
    }

    @Test
    void aRootThatTheOldKeysHaveNotSignedIsRefused() throws Exception {
        TestSigner stranger = TestSigner.generate();
        publishRootOf(stranger, stranger);

        assertThatThrownBy(this::refresh)
                .isInstanceOf(SignatureThresholdException.class)
                .hasMessage("the root metadata is signed by 0 of the keys that may sign it, but 1 are needed");
        assertThat(store.read("root")).contains(repository.firstRoot());
    }

    @Test
    void aRootThatItsOwnKeysHaveNotSignedIsRefused() {
        publishRootOf(TestSigner.generate(), oldKey());

        assertThatThrownBy(this::refresh).isInstanceOf(SignatureThresholdException.class);
    }

    @Test
    void aRaisedThresholdHasToBeMetByTheRootThatRaisesIt() throws Exception {
        TestSigner second = TestSigner.generate();
        repository.keys.put("root", List.of(oldKey(), second));
        repository.thresholds.put("root", 2);
        repository.publishRoot();

        assertThatThrownBy(this::refresh).isInstanceOf(SignatureThresholdException.class);

        repository.signers.put("root", List.of(oldKey(), second));
        repository.versions.put("root", 1L);
        repository.publishRoot();
        assertThat(refresh().versions()).containsEntry("root", 2L);
    }

    @Test
    void aRootOfAnotherVersionThanTheOneAskedForIsRefused() {
        repository.versions.put("root", 2L);
        repository.publishRoot();
        repository.files.put("2.root.json", repository.files.remove("3.root.json"));

        assertThatThrownBy(this::refresh)
                .isInstanceOf(VersionMismatchException.class)
                .hasMessage("the root metadata has version 3 where 2 has to be");
    }

    @Test
    void rootsBeforeABadOneStayTrusted() throws Exception {
        repository.publishRoot();
        repository.files.put("3.root.json", "{}".getBytes(StandardCharsets.UTF_8));

        assertThatThrownBy(this::refresh).isInstanceOf(MalformedMetadataException.class);
        assertThat(store.read("root")).contains(repository.files.get("2.root.json"));
    }

    @Test
    void expiryOfThePinnedAndOfIntermediateRootsDoesNotMatter() throws Exception {
        Simulator other = new Simulator();
        other.expire("root");
        other.publishRoot();
        other.expires.clear();
        other.publishRoot();

        assertThat(other.client(store).build().refresh().versions()).containsEntry("root", 3L);
    }

    @Test
    void aNewestRootThatHasExpiredEndsTheUpdateButIsKept() throws Exception {
        repository.expire("root");
        repository.publishRoot();

        assertThatThrownBy(this::refresh)
                .isInstanceOf(ExpiredMetadataException.class)
                .hasMessage("the root metadata expired at 2026-11-21T12:00:00Z (it is 2026-11-22T12:00:00Z)");
        assertThat(store.read("root")).contains(repository.files.get("2.root.json"));
        assertThat(repository.requests).doesNotContain("timestamp.json");
    }

    @Test
    void aFileHasExpiredAtTheVeryMomentOfItsExpiry() {
        repository.expires.put("root", Simulator.NOW);
        repository.publishRoot();

        assertThatThrownBy(this::refresh).isInstanceOf(ExpiredMetadataException.class);
    }

    @Test
    void anEndlessChainOfRootsIsFollowedOnlySoFarInOneUpdate() throws Exception {
        for (int i = 0; i < 5; i++) {
            repository.publishRoot();
        }
        UpdateLimits limits = new UpdateLimits(1 << 20, 1 << 20, 1 << 20, 1 << 20, 3, 256);

        RefreshResult first = repository.client(store).limits(limits).build().refresh();
        RefreshResult second = repository.client(store).limits(limits).build().refresh();

        assertThat(first.versions()).containsEntry("root", 4L);
        assertThat(second.versions()).containsEntry("root", 6L);
    }

    @Test
    void anEndlessRootIsCutOff() {
        repository.files.put("2.root.json", new byte[1024 * 1024]);

        assertThatThrownBy(this::refresh)
                .isInstanceOf(FileTooLongException.class)
                .hasMessage("2.root.json is longer than the 524288 bytes that are allowed");
    }

    @Test
    void aPinnedRootThatIsNotSignedByItselfIsRefusedBeforeAnythingIsAskedFor() {
        repository.signers.put("root", List.of(TestSigner.generate()));
        repository.keys.put("root", List.of(TestSigner.generate()));
        repository.versions.put("root", 0L);
        repository.publishRoot();
        repository.requests.clear();

        assertThatThrownBy(this::refresh).isInstanceOf(SignatureThresholdException.class);
        assertThat(repository.requests).isEmpty();
    }

    @Test
    void withoutAnyRootThereIsNothingToBeginWith() {
        TufUpdater client =
                TufUpdater.builder().fetcher(repository).store(store).build();

        assertThatThrownBy(client::refresh)
                .isInstanceOf(NoTrustedRootException.class)
                .hasMessageContaining("pin the one that came with the installer");
    }

    @Test
    void aRootThatTheDiskDamagedIsFoundAgainThroughThoseThatWereKept() throws Exception {
        repository.publishRoot();
        repository.publishRoot();
        refresh();
        damage();
        TufUpdater cutOff = repository
                .client(store)
                .fetcher((name, limit) -> Optional.empty())
                .build();

        assertThat(cutOff.useStored().versions()).containsEntry("root", 3L);
        assertThat(store.read("root")).contains(repository.files.get("3.root.json"));
    }

    @Test
    void aSourceCannotUseADamagedRootToLeadBackToKeysThatWereReplaced() throws Exception {
        repository.rotate("timestamp");
        repository.publishRoot();
        repository.publishTimestamp();
        refresh();
        damage();
        repository.files.remove("2.root.json");

        assertThat(refresh().versions()).containsEntry("root", 2L);
    }

    @Test
    void whereTheKeptRootsAreDamagedTooTheSourceIsAsked() throws Exception {
        repository.publishRoot();
        refresh();
        damage();
        store.keepRoot(2, DAMAGED);
        repository.requests.clear();

        assertThat(refresh().versions()).containsEntry("root", 2L);
        assertThat(repository.requests).startsWith("2.root.json");
    }

    @Test
    void aDamagedRootIsAnErrorWhereNoneIsPinned() throws Exception {
        refresh();
        damage();
        TufUpdater client =
                TufUpdater.builder().fetcher(repository).store(store).build();

        assertThatThrownBy(client::refresh).isInstanceOf(MalformedMetadataException.class);
    }

    private void damage() {
        store.write("root", 99, DAMAGED);
    }

    @Test
    void aStoredRootGoesBeforeThePinnedOne() throws Exception {
        repository.publishRoot();
        refresh();
        repository.requests.clear();

        refresh();

        assertThat(new ArrayList<>(repository.requests)).startsWith("3.root.json");
    }
}
