package dev.lockstep.core.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.tuf.model.MetaFile;
import dev.lockstep.core.tuf.model.MetadataType;
import dev.lockstep.core.tuf.model.Timestamp;
import java.util.HashMap;
import java.util.Map;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Sections 5.3.3, 5.4.1, 5.5.1 and 5.6.1: how much is read at most, which the public suite does not test. */
class LimitsTest {
    private final Simulator repository = new Simulator();
    private final Map<String, Long> asked = new HashMap<>();

    private TufUpdater client(UpdateLimits limits) {
        return repository
                .client(new InMemoryMetadataStore())
                .fetcher((name, most) -> {
                    asked.put(name, most);
                    return repository.fetch(name, most);
                })
                .limits(limits)
                .build();
    }

    @Test
    void whereNoLengthIsSignedTheLimitOfTheRoleCounts() throws Exception {
        repository.describeHashes = false;
        repository.publishAll();

        client(new UpdateLimits(10_001, 10_002, 10_003, 10_004, 8, 8)).refresh();

        assertThat(asked)
                .containsEntry("2.root.json", 10_001L)
                .containsEntry("timestamp.json", 10_002L)
                .containsEntry("2.snapshot.json", 10_003L)
                .containsEntry("2.targets.json", 10_004L);
    }

    @Test
    void whereALengthIsSignedNotAByteMoreIsAskedFor() throws Exception {
        client(UpdateLimits.standard()).refresh();

        assertThat(asked)
                .containsEntry("1.snapshot.json", (long) repository.files.get("1.snapshot.json").length)
                .containsEntry("1.targets.json", (long) repository.files.get("1.targets.json").length);
    }

    @ParameterizedTest
    @CsvSource({"9223372036854775807", "8388609"})
    void aSignedLengthAboveTheLimitIsNoReasonToReadMore(long signed) throws Exception {
        MetaFile snapshot = repository.snapshotInTimestamp;
        Timestamp greedy = new Timestamp(
                2,
                Simulator.NOW.plusSeconds(1000),
                new MetaFile(snapshot.version(), OptionalLong.of(signed), snapshot.hashes()));
        repository.files.put(
                "timestamp.json",
                repository.sign("timestamp", greedy, MetadataType.TIMESTAMP).bytes());

        assertThatThrownBy(() -> client(UpdateLimits.standard()).refresh())
                .isInstanceOf(LengthMismatchException.class)
                .hasMessageEndingWith("where " + signed + " were signed");
        assertThat(asked).containsEntry("1.snapshot.json", 8L << 20);
    }

    @ParameterizedTest
    @CsvSource({"2.root.json", "timestamp.json", "2.snapshot.json", "2.targets.json"})
    void aFileOfOneByteTooManyIsRefusedAndOneThatFitsIsNot(String name) throws Exception {
        repository.describeHashes = false;
        repository.publishRoot();
        repository.publishAll();
        int length = repository.files.get(name).length;

        assertThatThrownBy(() -> client(limiting(name, length - 1)).refresh())
                .isInstanceOf(FileTooLongException.class)
                .hasMessage(name + " is longer than the " + (length - 1) + " bytes that are allowed");
        assertThat(client(limiting(name, length)).refresh().versions()).containsEntry("targets", 2L);
    }

    private static UpdateLimits limiting(String name, long most) {
        long plenty = 100_000;
        return new UpdateLimits(
                name.contains("root") ? most : plenty,
                name.contains("timestamp") ? most : plenty,
                name.contains("snapshot") ? most : plenty,
                name.contains("targets") ? most : plenty,
                8,
                8);
    }

    @Test
    void aRepositoryWithoutConsistentSnapshotsHasPlainNamesForDelegatedRolesAndTargetsToo() throws Exception {
        repository.consistentSnapshot = false;
        repository.delegate("targets", "acme", true, "modules/*");
        repository.addTarget("acme", "modules/meter");
        repository.publishRoot();
        repository.publishTargets("acme");
        repository.publishAll();
        TufUpdater client = client(UpdateLimits.standard());

        client.refresh();

        assertThat(client.consistentSnapshot()).isFalse();
        var meter = client.find("modules/meter").orElseThrow();
        assertThat(asked).containsKey("acme.json").doesNotContainKey("1.acme.json");
        assertThat(ConsistentNames.plainTarget(meter)).isEqualTo("modules/meter");
        assertThat(client.receivedFiles())
                .extracting(MetadataCopy::name)
                .containsExactly(
                        "1.root.json", "2.root.json", "acme.json", "targets.json", "snapshot.json", "timestamp.json");
    }
}
