package dev.lockstep.core.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.CanonicalJson;
import dev.lockstep.core.json.PrettyJson;
import dev.lockstep.core.json.StrictJson;
import dev.lockstep.core.tuf.model.MetadataType;
import dev.lockstep.core.tuf.model.Timestamp;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** Attacks by their names in TUF's own list, each on a client that has trusted a good state before. */
class AttacksTest {
    private final Simulator repository = new Simulator();
    private final InMemoryMetadataStore store = new InMemoryMetadataStore();

    @BeforeEach
    void trustTheFirstState() throws Exception {
        repository.addTarget("targets", "a");
        repository.publishAll();
        refresh();
        repository.requests.clear();
    }

    private RefreshResult refresh() throws Exception {
        return repository.client(store).build().refresh();
    }

    private void assertStillTrusted(String role, long version) throws Exception {
        String name = role.equals("timestamp") ? "timestamp.json" : version + "." + role + ".json";
        byte[] stored = store.read(role).orElseThrow();
        assertThat(StrictJson.parse(stored).at("/signed/version").longValue()).isEqualTo(version);
        if (!role.equals("timestamp")) {
            assertThat(stored).isEqualTo(repository.files.get(name));
        }
    }

    @Test
    @DisplayName("Arbitrary installation: metadata signed by strangers is refused, in every role")
    void arbitraryInstallation() throws Exception {
        for (String role : List.of("timestamp", "snapshot", "targets")) {
            Simulator victim = new Simulator();
            InMemoryMetadataStore trusted = new InMemoryMetadataStore();
            victim.client(trusted).build().refresh();
            victim.rotate(role);
            victim.publishAll();

            assertThatThrownBy(() -> victim.client(trusted).build().refresh())
                    .isInstanceOfSatisfying(SignatureThresholdException.class, refusal -> {
                        assertThat(refusal.subject()).isEqualTo(role);
                        assertThat(refusal).hasMessageContaining("is signed by 0 of the keys");
                        assertThat(refusal.code()).isEqualTo("TRUST-SIGNATURES");
                    });
            assertThat(StrictJson.parse(trusted.read(role).orElseThrow())
                            .at("/signed/version")
                            .intValue())
                    .isEqualTo(1);
        }
    }

    @Test
    @DisplayName("Rollback: an older timestamp is refused")
    void rollbackOfTheTimestamp() throws Exception {
        repository.versions.put("timestamp", 0L);
        repository.publishTimestamp();

        assertThatThrownBy(this::refresh)
                .isInstanceOf(RollbackException.class)
                .hasMessage("the timestamp metadata went back from version 2 to 1");
        assertStillTrusted("timestamp", 2);
    }

    @Test
    @DisplayName("Rollback: a newer timestamp that names an older snapshot is refused")
    void rollbackOfTheSnapshot() throws Exception {
        repository.snapshotInTimestamp = Simulator.ofVersion(1);
        repository.publishTimestamp();

        assertThatThrownBy(this::refresh)
                .isInstanceOf(RollbackException.class)
                .hasMessage("the snapshot metadata went back from version 2 to 1");
        assertStillTrusted("timestamp", 2);
    }

    @Test
    @DisplayName("Rollback: a newer snapshot that names older targets is refused, even if the trusted one has expired")
    void rollbackOfTargets() throws Exception {
        repository.meta.put("targets.json", Simulator.ofVersion(1));
        repository.publishSnapshot();
        repository.publishTimestamp();

        TufUpdater muchLater = repository
                .client(store)
                .clock(Clock.fixed(Simulator.NOW.plusSeconds(3600), ZoneOffset.UTC))
                .build();
        assertThatThrownBy(muchLater::refresh)
                .isInstanceOf(RollbackException.class)
                .hasMessage("the targets metadata went back from version 2 to 1");
        assertStillTrusted("snapshot", 2);
    }

    @Test
    @DisplayName("Rollback: no role vanishes from the snapshot")
    void aRoleVanishes() throws Exception {
        repository.delegate("targets", "acme", false, "modules/*");
        repository.publishTargets("acme");
        repository.publishAll();
        refresh();
        repository.meta.remove("acme.json");
        repository.publishSnapshot();
        repository.publishTimestamp();

        assertThatThrownBy(this::refresh)
                .isInstanceOf(RoleRemovedException.class)
                .hasMessage("the new snapshot does not list acme any more");
        assertStillTrusted("snapshot", 3);
    }

    @Test
    @DisplayName("Fast-forward: rotated keys let versions start again")
    void fastForwardIsRecoveredFrom() throws Exception {
        repository.versions.put("timestamp", 1_000_000L);
        repository.versions.put("snapshot", 1_000_000L);
        repository.publishSnapshot();
        repository.publishTimestamp();
        refresh();

        repository.rotate("timestamp");
        repository.rotate("snapshot");
        repository.publishRoot();
        repository.versions.put("timestamp", 2L);
        repository.versions.put("snapshot", 2L);
        repository.publishSnapshot();
        repository.publishTimestamp();

        assertThat(refresh().versions()).containsEntry("timestamp", 3L).containsEntry("snapshot", 3L);
    }

    @Test
    @DisplayName("Fast-forward: without rotated keys it stays refused")
    void fastForwardWithoutRotation() throws Exception {
        repository.versions.put("timestamp", Long.MAX_VALUE - 2);
        repository.publishTimestamp();
        refresh();
        repository.versions.put("timestamp", 2L);
        repository.publishTimestamp();

        assertThatThrownBy(this::refresh).isInstanceOf(RollbackException.class);
    }

    @Test
    @DisplayName("Freeze: a new timestamp that has expired is refused")
    void freezeWithAnExpiredTimestamp() throws Exception {
        repository.expire("timestamp");
        repository.publishTimestamp();

        assertThatThrownBy(this::refresh).isInstanceOf(ExpiredMetadataException.class);
        assertStillTrusted("timestamp", 2);
    }

    @Test
    @DisplayName("Freeze: a mirror that never changes is noticed when its timestamp expires")
    void freezeWithAnUnchangedTimestamp() throws Exception {
        Instant afterExpiry = Simulator.NOW.plus(Duration.ofDays(31));
        TufUpdater later = repository
                .client(store)
                .clock(Clock.fixed(afterExpiry, ZoneOffset.UTC))
                .build();
        repository.expires.put("root", afterExpiry.plusSeconds(1000));
        repository.publishRoot();

        assertThatThrownBy(later::refresh)
                .isInstanceOf(ExpiredMetadataException.class)
                .hasMessageStartingWith("the timestamp metadata expired at ")
                .hasMessageEndingWith("(it is " + afterExpiry + ")");
    }

    @Test
    @DisplayName("Freeze: an expired snapshot and expired targets are refused")
    void freezeFurtherDown() throws Exception {
        repository.expire("targets");
        repository.publishAll();
        assertThatThrownBy(this::refresh)
                .isInstanceOfSatisfying(
                        ExpiredMetadataException.class,
                        refusal -> assertThat(refusal.subject()).isEqualTo("targets"));
        assertStillTrusted("targets", 2);
        repository.expire("snapshot");
        repository.publishAll();
        assertThatThrownBy(this::refresh)
                .isInstanceOfSatisfying(
                        ExpiredMetadataException.class,
                        refusal -> assertThat(refusal.subject()).isEqualTo("snapshot"));
        assertStillTrusted("snapshot", 3);
    }

    @Test
    void anUnchangedTimestampFetchesNothingMore() throws Exception {
        RefreshResult before = refresh();
        repository.requests.clear();

        assertThat(refresh()).isEqualTo(before);
        assertThat(repository.requests).containsExactly("2.root.json", "timestamp.json");
    }

    @Test
    void aTimestampOfTheSameVersionDoesNotReplaceTheTrustedOne() throws Exception {
        byte[] before = store.read("timestamp").orElseThrow();
        repository.snapshotInTimestamp = Simulator.ofVersion(100);
        repository.versions.put("timestamp", 1L);
        repository.publishTimestamp();

        refresh();

        assertThat(store.read("timestamp")).contains(before);
        assertThat(repository.requests).doesNotContain("100.snapshot.json");
    }

    @Test
    @DisplayName("Mix-and-match: a snapshot or targets file of another state is refused by its hash")
    void mixAndMatchByHash() throws Exception {
        repository.publishAll();
        byte[] other = new String(repository.files.get("3.targets.json"), StandardCharsets.UTF_8)
                .replaceFirst("\\{", "{ ")
                .getBytes(StandardCharsets.UTF_8);
        repository.files.put("3.targets.json", other);

        assertThatThrownBy(this::refresh)
                .isInstanceOf(FileTooLongException.class)
                .hasMessageStartingWith("3.targets.json is longer than");

        byte[] sameLength = repository.files.get("2.targets.json").clone();
        repository.files.put("3.targets.json", Arrays.copyOf(sameLength, other.length - 1));
        assertThatThrownBy(this::refresh)
                .isInstanceOf(HashMismatchException.class)
                .hasMessageStartingWith("3.targets.json has the sha256 ");
        assertStillTrusted("targets", 2);
    }

    @Test
    @DisplayName("Mix-and-match: without hashes, another version is refused")
    void mixAndMatchByVersion() throws Exception {
        repository.describeHashes = false;
        repository.publishAll();
        repository.files.put("3.targets.json", repository.files.get("2.targets.json"));
        assertThatThrownBy(this::refresh)
                .isInstanceOf(VersionMismatchException.class)
                .hasMessage("the targets metadata has version 2 where 3 has to be");

        repository.publishAll();
        repository.files.put("4.snapshot.json", repository.files.get("3.snapshot.json"));
        assertThatThrownBy(this::refresh)
                .isInstanceOf(VersionMismatchException.class)
                .hasMessage("the snapshot metadata has version 3 where 4 has to be");
    }

    @Test
    @DisplayName("Endless data: reading stops at the limit, even if the fetcher does not")
    void endlessData() throws Exception {
        InputStream endless = new InputStream() {
            @Override
            public int read() {
                return 'a';
            }
        };
        assertThatThrownBy(() -> MetadataFetcher.readAtMost(endless, "timestamp.json", 1000))
                .isInstanceOf(FileTooLongException.class)
                .hasMessage("timestamp.json is longer than the 1000 bytes that are allowed");
        assertThat(MetadataFetcher.readAtMost(new ByteArrayInputStream(new byte[1000]), "x", 1000))
                .hasSize(1000);

        MetadataFetcher careless = (name, maximum) ->
                name.equals("timestamp.json") ? Optional.of(new byte[1 << 20]) : repository.fetch(name, maximum);
        assertThatThrownBy(
                        () -> repository.client(store).fetcher(careless).build().refresh())
                .isInstanceOf(FileTooLongException.class);
    }

    @Test
    @DisplayName("Key compromise below the threshold: one of two keys signs nothing")
    void compromiseBelowTheThreshold() throws Exception {
        TestSigner second = TestSigner.generate();
        TestSigner first = repository.signers.get("targets").get(0);
        repository.signers.put("targets", List.of(first, second));
        repository.thresholds.put("targets", 2);
        repository.publishRoot();
        repository.publishAll();
        assertThat(refresh().versions()).containsEntry("targets", 3L);

        repository.keys.put("targets", List.of(first, second));
        repository.signers.put("targets", List.of(second));
        repository.publishAll();

        assertThatThrownBy(this::refresh)
                .isInstanceOf(SignatureThresholdException.class)
                .hasMessage("the targets metadata is signed by 1 of the keys that may sign it, but 2 are needed");
    }

    @Test
    void oneKeyIdentifierTwiceMakesAFileInvalid() throws Exception {
        repository.publishTimestamp();
        alterTimestamp(file -> {
            ArrayNode signatures = (ArrayNode) file.get("signatures");
            signatures.add(signatures.get(0).deepCopy());
        });

        assertThatThrownBy(this::refresh)
                .isInstanceOf(DuplicateSignatureException.class)
                .hasMessageStartingWith("the timestamp metadata has two signatures of the key ");
    }

    @Test
    void anUnusableSignatureIsPassedOverAndTheOthersCount() throws Exception {
        for (String nonsense : List.of("", "zz", "ab".repeat(64), "ab".repeat(3))) {
            repository.publishTimestamp();
            alterTimestamp(file -> ((ArrayNode) file.get("signatures"))
                    .insertObject(0)
                    .put("keyid", "cd".repeat(32))
                    .put("sig", nonsense));

            assertThat(refresh().versions()).containsEntry("timestamp", repository.versions.get("timestamp"));
        }
    }

    @Test
    void aChangeOfOneByteOfWhatIsSignedIsNoticed() throws Exception {
        repository.publishTimestamp();
        alterTimestamp(file -> ((ObjectNode) file.get("signed")).put("version", 99));

        assertThatThrownBy(this::refresh).isInstanceOf(SignatureThresholdException.class);
    }

    @Test
    void aFileOfAnotherRoleIsRefusedEvenIfTheKeysAreRight() throws Exception {
        repository.signers.put("snapshot", repository.signers.get("timestamp"));
        repository.publishRoot();
        repository.publishSnapshot();
        repository.files.put("timestamp.json", repository.files.get("3.snapshot.json"));

        assertThatThrownBy(this::refresh)
                .isInstanceOf(MalformedMetadataException.class)
                .hasMessage("the timestamp metadata cannot be read: signed._type is not \"timestamp\"");
    }

    @Test
    void whatIsStoredIsWhatCameByteForByte() throws Exception {
        repository.publishTimestamp();
        byte[] spaced = (new String(repository.files.get("timestamp.json"), StandardCharsets.UTF_8) + "  \n ")
                .getBytes(StandardCharsets.UTF_8);
        repository.files.put("timestamp.json", spaced);

        refresh();

        assertThat(store.read("timestamp")).contains(spaced);
    }

    @Test
    void aStoredFileThatTheDiskHasSpoiltIsFetchedAgain() throws Exception {
        for (String role : List.of("timestamp", "snapshot", "targets")) {
            byte[] genuine = store.read(role).orElseThrow();
            store.write(role, 2, "spoilt".getBytes(StandardCharsets.UTF_8));
            refresh();
            assertThat(store.read(role)).contains(genuine);
        }
    }

    @Test
    void afterAFailedUpdateTheNextGoesOnFromThere() throws Exception {
        repository.publishAll();
        byte[] snapshot = repository.files.remove("3.snapshot.json");
        assertThatThrownBy(this::refresh)
                .isInstanceOf(MissingMetadataException.class)
                .hasMessage("the repository has no 3.snapshot.json");
        assertStillTrusted("timestamp", 3);

        repository.files.put("3.snapshot.json", snapshot);
        assertThat(refresh().versions()).containsEntry("targets", 3L);
    }

    @Test
    void anUnreachableSourceIsNotARefusal() {
        MetadataFetcher broken = (name, maximum) -> {
            throw new IOException("connection reset");
        };

        assertThatThrownBy(
                        () -> repository.client(store).fetcher(broken).build().refresh())
                .isInstanceOf(IOException.class)
                .hasMessage("connection reset");
    }

    @Test
    void membersThatAreUnknownArePartOfWhatIsSigned() throws Exception {
        TestSigner timestampKey = repository.signers.get("timestamp").get(0);
        Timestamp content = new Timestamp(3, Simulator.NOW.plusSeconds(60), repository.snapshotInTimestamp);
        ObjectNode file = (ObjectNode) StrictJson.parse(
                repository.sign("timestamp", content, MetadataType.TIMESTAMP).bytes());
        ((ObjectNode) file.get("signed"))
                .put("x-future", "value")
                .putObject("x-deep")
                .put("a", 1);
        byte[] signed = CanonicalJson.encode(file.get("signed"));
        ((ObjectNode) file.at("/signatures/0"))
                .put("sig", timestampKey.sign(signed).value());
        repository.files.put("timestamp.json", PrettyJson.encode(file));
        assertThat(refresh().versions()).containsEntry("timestamp", 3L);

        repository.versions.put("timestamp", 4L);
        ((ObjectNode) file.get("signed")).put("x-future", "another").put("version", 4);
        repository.files.put("timestamp.json", PrettyJson.encode(file));
        assertThatThrownBy(this::refresh).isInstanceOf(SignatureThresholdException.class);
    }

    @Test
    void aRepositoryWithoutConsistentSnapshotsIsReadByPlainNames() throws Exception {
        Simulator plain = new Simulator();
        plain.consistentSnapshot = false;
        plain.publishRoot();
        plain.publishAll();

        plain.client(new InMemoryMetadataStore()).build().refresh();

        assertThat(plain.requests)
                .containsExactly("2.root.json", "3.root.json", "timestamp.json", "snapshot.json", "targets.json");
    }

    private void alterTimestamp(Consumer<ObjectNode> change) {
        ObjectNode file = (ObjectNode) StrictJson.parse(repository.files.get("timestamp.json"));
        change.accept(file);
        repository.files.put("timestamp.json", PrettyJson.encode(file));
    }

    @Test
    void theResultSaysVersionsAndExpiry() throws Exception {
        RefreshResult result = refresh();

        assertThat(result.versions()).isEqualTo(Map.of("root", 1L, "timestamp", 2L, "snapshot", 2L, "targets", 2L));
        assertThat(result.expires()).containsEntry("timestamp", Instant.parse("2026-12-22T12:00:00Z"));
        assertThat(result.at()).isEqualTo(Simulator.NOW);
    }
}
