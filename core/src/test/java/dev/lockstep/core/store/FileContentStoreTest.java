package dev.lockstep.core.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileContentStoreTest {
    @TempDir
    private Path temporary;

    private Path folder;
    private ContentStore store;

    @BeforeEach
    void open() {
        folder = temporary.resolve("store");
        store = new FileContentStore(folder);
    }

    @Test
    void aPayloadIsFoundByItsHashOnceItIsComplete() throws IOException {
        byte[] bytes = random(300_000);
        Blob blob = Blob.of(bytes);
        try (var reception = store.receive(blob)) {
            reception.write(bytes, 0, bytes.length);
            assertThat(store.find(blob)).isEmpty();
            assertThat(reception.commit())
                    .isEqualTo(folder.resolve(blob.digest().path()));
        }
        assertThat(store.find(blob).orElseThrow()).hasBinaryContent(bytes);
        assertThat(store.received(blob)).isEqualTo(300_000);
        assertThat(folder.resolve("incoming")).isEmptyDirectory();
    }

    @Test
    void aPayloadOnDiskIsReadOnly() throws IOException {
        Path file = store.find(store.add(random(10))).orElseThrow();
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                .isEqualTo("r--r--r--");
    }

    @Test
    void aPayloadOfAnotherLengthIsNotFound() throws IOException {
        Blob blob = store.add(random(10));
        assertThat(store.find(new Blob(blob.digest(), 11))).isEmpty();
    }

    @Test
    @DisplayName("LS-157 What was received before an interruption is not received again")
    void whatWasReceivedIsContinuedByAnotherProcess() throws IOException {
        byte[] bytes = random(500_000);
        Blob blob = Blob.of(bytes);
        try (var reception = store.receive(blob)) {
            reception.write(bytes, 0, 200_001);
        }
        ContentStore after = new FileContentStore(folder);
        assertThat(after.received(blob)).isEqualTo(200_001);
        try (var reception = after.receive(blob)) {
            assertThat(reception.position()).isEqualTo(200_001);
            reception.write(bytes, 200_001, bytes.length - 200_001);
            reception.commit();
        }
        assertThat(after.find(blob).orElseThrow()).hasBinaryContent(bytes);
    }

    @Test
    void aBeginningThatWasAlteredOnDiskMeanwhileIsFoundOut() throws IOException {
        byte[] bytes = random(1000);
        Blob blob = Blob.of(bytes);
        try (var reception = store.receive(blob)) {
            reception.write(bytes, 0, 500);
        }
        Path part = folder.resolve("incoming/" + blob.digest() + ".part");
        Files.write(part, new byte[500]);
        assertProblem(ProblemCode.PAYLOAD_ALTERED, () -> receive(bytes, 500, blob))
                .startsWith("The file sha256/")
                .endsWith("is not the one its signature describes. It was thrown away; nothing was installed.");
        assertThat(part).doesNotExist();
        receive(bytes, 0, blob);
        assertThat(store.find(blob)).isPresent();
    }

    @Test
    void aBeginningThatIsLongerThanThePayloadIsThrownAway() throws IOException {
        byte[] bytes = random(100);
        Blob blob = Blob.of(bytes);
        Files.createDirectories(folder.resolve("incoming"));
        Files.write(folder.resolve("incoming/" + blob.digest() + ".part"), new byte[101]);
        receive(bytes, 0, blob);
        assertThat(store.find(blob)).isPresent();
    }

    @Test
    void aPayloadThatEndsEarlyIsKeptToBeContinued() {
        byte[] bytes = random(100);
        Blob longer = new Blob(Digest.of(bytes), 150);
        assertProblem(ProblemCode.PAYLOAD_TRUNCATED, () -> receive(bytes, 0, longer))
                .contains("ended after 100 bytes of 150 bytes");
        assertThat(store.received(longer)).isEqualTo(100);
    }

    @Test
    void theFirstByteTooManyIsRefused() {
        byte[] bytes = random(100);
        Blob shorter = new Blob(Digest.of(bytes), 99);
        assertProblem(ProblemCode.PAYLOAD_OVERSIZED, () -> receive(bytes, 0, shorter))
                .contains("is longer than the 99 bytes it may have");
        assertThat(store.received(shorter)).isZero();
    }

    @Test
    void anEmptyPayloadIsAPayload() throws IOException {
        assertThat(store.find(store.add(new byte[0])).orElseThrow()).isEmptyFile();
    }

    @Test
    void aFileOfThisComputerIsAddedByCopy() throws IOException {
        byte[] bytes = random(400_000);
        Path file = temporary.resolve("file");
        Files.write(file, bytes);
        Blob blob = store.add(file);
        assertThat(blob).isEqualTo(Blob.of(bytes)).isEqualTo(store.add(file));
        Files.write(file, new byte[1]);
        assertThat(store.find(blob).orElseThrow()).hasBinaryContent(bytes);
        assertThat(folder.resolve("incoming")).isEmptyDirectory();
    }

    @Test
    void twoThreadsThatWantTheSamePayloadReceiveItOnce() throws Exception {
        byte[] bytes = random(1000);
        Blob blob = Blob.of(bytes);
        var started = new CountDownLatch(1);
        var executor = Executors.newSingleThreadExecutor();
        try {
            Future<Long> second;
            try (var first = store.receive(blob)) {
                second = executor.submit(() -> {
                    started.countDown();
                    try (var reception = store.receive(blob)) {
                        reception.commit();
                        return reception.position();
                    }
                });
                assertThat(started.await(120, TimeUnit.SECONDS)).isTrue();
                first.write(bytes, 0, 1000);
                first.commit();
            }
            assertThat(second.get(120, TimeUnit.SECONDS)).isEqualTo(1000);
        } finally {
            executor.shutdownNow();
        }
    }

    @Test
    void aCollectionRemovesWhatCannotBeReachedAndKeepsWhatIsOnItsWay() throws IOException {
        Blob reachable = store.add(random(10));
        Blob garbage = store.add(random(20));
        byte[] bytes = random(30);
        byte[] abandoned = random(40);
        try (var reception = store.receive(Blob.of(abandoned))) {
            reception.write(abandoned, 0, 20);
        }
        try (var reception = store.receive(Blob.of(bytes))) {
            reception.write(bytes, 0, 15);
            assertThat(store.collect(Set.of(reachable.digest()), Instant.MAX))
                    .isEqualTo(new ContentStore.CollectReport(1, 20));
            reception.write(bytes, 15, 15);
            reception.commit();
        }
        assertThat(store.find(reachable)).isPresent();
        assertThat(store.find(garbage)).isEmpty();
        assertThat(store.find(Blob.of(bytes))).isPresent();
        assertThat(store.received(Blob.of(abandoned))).isZero();
    }

    @Test
    void aCollectionLeavesWhatCameOrWasCountedOnAfterItsTime() throws IOException {
        Instant yesterday = Instant.parse("2026-11-21T10:00:00Z");
        Instant today = yesterday.plus(Duration.ofDays(1));
        ContentStore before = new FileContentStore(folder, Clock.fixed(yesterday, ZoneOffset.UTC));
        ContentStore now = new FileContentStore(folder, Clock.fixed(today, ZoneOffset.UTC));
        Blob forgotten = before.add(random(10));
        Blob needed = before.add(random(20));
        byte[] begun = random(30);
        try (var reception = before.receive(Blob.of(begun))) {
            reception.write(begun, 0, 15);
        }
        for (Blob blob : List.of(forgotten, needed)) {
            before.renew(blob);
        }

        assertThat(now.renew(needed)).isTrue();
        assertThat(now.renew(Blob.of(random(50)))).isFalse();
        assertThat(now.collect(Set.of(), today)).isEqualTo(new ContentStore.CollectReport(1, 10));

        assertThat(now.find(needed)).isPresent();
        assertThat(now.received(Blob.of(begun))).isEqualTo(15);
    }

    @Test
    void aFolderThatCannotBeWrittenToIsNamed() throws IOException {
        Files.createDirectories(folder);
        Files.writeString(folder.resolve("incoming"), "a file where a folder should be", StandardCharsets.UTF_8);
        assertProblem(ProblemCode.NOT_WRITABLE, () -> store.add(random(10)))
                .startsWith("The folder " + folder.resolve("incoming") + " cannot be written to (")
                .endsWith("Give the service's user the right to write there.");
    }

    @Test
    void filesThatAreNoPayloadsAreLeftAlone() throws IOException {
        store.add(random(10));
        Path stray = folder.resolve("sha256/zz");
        Files.createDirectories(stray);
        Files.writeString(stray.resolve("notes.txt"), "not ours");
        assertThat(store.collect(Set.of(), Instant.MAX)).isEqualTo(new ContentStore.CollectReport(1, 10));
        assertThat(stray.resolve("notes.txt")).exists();
    }

    private void receive(byte[] bytes, int from, Blob blob) throws IOException {
        try (var reception = store.receive(blob)) {
            assertThat(reception.position()).isEqualTo(from);
            reception.write(bytes, from, bytes.length - from);
            reception.commit();
        }
    }

    private static AbstractStringAssert<?> assertProblem(ProblemCode code, ThrowingCallable action) {
        ProblemException thrown = catchThrowableOfType(ProblemException.class, action);
        assertThat(thrown).isNotNull();
        assertThat(thrown.problem().code()).isEqualTo(code);
        return assertThat(thrown.getMessage());
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }
}
