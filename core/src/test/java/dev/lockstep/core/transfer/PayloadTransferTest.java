package dev.lockstep.core.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.source.HttpLimits;
import dev.lockstep.core.source.LoopbackServer;
import dev.lockstep.core.source.ServerAddress;
import dev.lockstep.core.source.Transport;
import dev.lockstep.core.source.Transports;
import dev.lockstep.core.source.UpdateSource;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.ContentStore;
import dev.lockstep.core.store.FileContentStore;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.AbstractStringAssert;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class PayloadTransferTest {
    @TempDir
    private Path folder;

    private ContentStore store;
    private final MemorySource source = new MemorySource();
    private final List<Long> pauses = Collections.synchronizedList(new ArrayList<>());

    @BeforeEach
    void open() {
        store = new FileContentStore(folder.resolve("store"));
    }

    @Test
    @DisplayName("LS-157 Only what is missing is fetched")
    void onlyWhatIsMissingIsFetched() throws IOException {
        Blob present = store.add(random(1, 1000));
        Blob missing = source.put(random(2, 2000));
        Blob empty = Blob.of(new byte[0]);
        transfer().fetch(source, List.of(present, missing, missing, empty), Progress.SILENT);
        assertThat(source.sent).hasValue(2000);
        assertThat(source.asked).containsExactly("targets/" + missing.digest().path() + "@0");
        assertThat(store.find(missing)).isPresent();
        assertThat(store.find(empty)).isPresent();
        transfer().fetch(source, List.of(present, missing), Progress.SILENT);
        assertThat(source.sent).hasValue(2000);
    }

    @Test
    @DisplayName("LS-157 A download that broke is continued where it ended, by itself and after a restart")
    void aBrokenDownloadIsContinued() throws IOException {
        byte[] bytes = random(3, 300_000);
        Blob blob = source.put(bytes);
        source.breakAfter(100_000);
        source.breakAfter(50_000);
        transfer().fetch(source, List.of(blob), Progress.SILENT);
        assertThat(source.asked).hasSize(3).last().asString().endsWith("@150000");
        assertThat(source.sent).hasValue(300_000);
        assertThat(store.find(blob).orElseThrow()).hasBinaryContent(bytes);
        assertThat(pauses).hasSize(2);
    }

    @Test
    @DisplayName("LS-157 A download over HTTP is continued with a range")
    void aDownloadOverHttpIsContinued() throws IOException {
        byte[] bytes = random(4, 200_000);
        Blob blob = Blob.of(bytes);
        var connections = new AtomicInteger();
        try (var server = new LoopbackServer(connection -> {
            String head = connection.readHead().orElseThrow();
            connection.server(head);
            String range = LoopbackServer.header(head, "Range");
            int from = range.isEmpty() ? 0 : Integer.parseInt(range.replaceAll("bytes=|-", ""));
            int to = connections.incrementAndGet() < 3 ? from + 70_000 : bytes.length;
            connection.write("HTTP/1.1 " + (from == 0 ? "200 OK" : "206 Partial Content")
                    + "\r\nLockstep: 1\r\nContent-Length: " + (bytes.length - from) + "\r\nContent-Range: bytes " + from
                    + "-" + (bytes.length - 1) + "/" + bytes.length + "\r\n\r\n");
            connection.out.write(bytes, from, to - from);
        })) {
            Transport http = new Transports(HttpLimits.USUAL, Optional.empty(), Optional.empty())
                    .open(new UpdateSource.Computer(new ServerAddress("127.0.0.1", server.port()), false));
            transfer().fetch(http, List.of(blob), Progress.SILENT);
            assertThat(server.requests).hasSize(3);
            assertThat(server.requests.get(1)).contains("Range: bytes=70000-");
            assertThat(server.requests.get(2)).contains("Range: bytes=140000-");
        }
        assertThat(store.find(blob).orElseThrow()).hasBinaryContent(bytes);
    }

    @Test
    void aSourceThatCannotContinueIsReadFromTheBeginningAgain() throws IOException {
        byte[] bytes = random(5, 100_000);
        Blob blob = source.put(bytes);
        source.withoutRanges = true;
        source.breakAfter(60_000);
        transfer().fetch(source, List.of(blob), Progress.SILENT);
        assertThat(store.find(blob).orElseThrow()).hasBinaryContent(bytes);
    }

    @Test
    void aConnectionThatBreaksAgainAndAgainIsGivenUpAfterFiveAttemptsWithoutProgress() {
        Blob blob = source.put(random(6, 1000));
        for (int i = 0; i < 9; i++) {
            source.breakAfter(0);
        }
        assertProblem(ProblemCode.SOURCE_UNREACHABLE, () -> fetch(blob)).contains("memory cannot be reached");
        assertThat(source.asked).hasSize(5);
        assertThat(pauses).containsExactly(500_000_000L, 1_000_000_000L, 2_000_000_000L, 4_000_000_000L);
    }

    @Test
    @DisplayName("Slow retrieval: a source that sends a byte with each connection is given up, and what came is kept")
    void aByteNowAndThenIsNoProgress() throws IOException {
        Blob blob = source.put(random(8, 1000));
        for (int i = 0; i < 9; i++) {
            source.breakAfter(1);
        }
        assertProblem(ProblemCode.SOURCE_UNREACHABLE, () -> fetch(blob)).contains("memory cannot be reached");
        assertThat(source.asked).hasSize(5);
        assertThat(store.received(blob)).isEqualTo(5);
    }

    @Test
    void whatIsNoBrokenConnectionIsNotTriedAgain() {
        assertProblem(ProblemCode.PAYLOAD_MISSING, () -> fetch(Blob.of(random(7, 10))))
                .startsWith("memory does not have the file targets/sha256/");
        assertThat(source.asked).hasSize(1);
        assertThat(pauses).isEmpty();
    }

    @Test
    void anAlteredPayloadIsThrownAwayAndNamesItsSource() {
        byte[] bytes = random(8, 1000);
        Blob blob = Blob.of(bytes);
        bytes[500] ^= 1;
        source.put(blob, bytes);
        assertProblem(ProblemCode.PAYLOAD_ALTERED, () -> fetch(blob))
                .isEqualTo("The file " + blob.digest().path() + " from memory is not the one its signature describes."
                        + " It was thrown away; nothing was installed.");
        assertThat(store.received(blob)).isZero();
    }

    @Test
    void aBeginningThatWasDamagedOnDiskComesAgain() throws IOException {
        byte[] bytes = random(9, 1000);
        Blob blob = source.put(bytes);
        try (var reception = store.receive(blob)) {
            reception.write(new byte[400], 0, 400);
        }
        fetch(blob);
        assertThat(store.find(blob).orElseThrow()).hasBinaryContent(bytes);
        assertThat(source.asked).hasSize(2);
    }

    @Test
    void endlessDataIsCutOffAtTheSignedLength() {
        Blob blob = Blob.of(random(10, 100_000));
        var served = new AtomicInteger();
        Transport endless = new MemorySource() {
            @Override
            public Optional<Content> open(String path, long offset) {
                return Optional.of(new Content(
                        new InputStream() {
                            @Override
                            public int read() {
                                served.incrementAndGet();
                                return 'x';
                            }

                            @Override
                            public int read(byte[] bytes, int offset, int length) {
                                served.addAndGet(length);
                                return length;
                            }
                        },
                        0));
            }
        };
        assertProblem(ProblemCode.PAYLOAD_OVERSIZED, () -> transfer().fetch(endless, List.of(blob), Progress.SILENT))
                .contains("from memory is longer than the 97.7 KiB it may have");
        assertThat(served.get()).isLessThan(100_000 + (128 << 10));
    }

    @Test
    void severalPayloadsAreFetchedAtATimeButNoMoreThanAllowed() throws IOException {
        var together = new CyclicBarrier(3);
        var now = new AtomicInteger();
        var most = new AtomicInteger();
        var parallel = new MemorySource() {
            @Override
            public Optional<Content> open(String path, long offset) throws IOException {
                most.accumulateAndGet(now.incrementAndGet(), Math::max);
                try {
                    together.await(120, TimeUnit.SECONDS);
                } catch (Exception e) {
                    throw new IOException(e);
                }
                now.decrementAndGet();
                return super.open(path, offset);
            }
        };
        List<Blob> blobs = new ArrayList<>();
        for (int i = 0; i < 9; i++) {
            blobs.add(parallel.put(random(100 + i, 1000)));
        }
        new PayloadTransfer(store, RateLimit.none(), 3, pauses::add).fetch(parallel, blobs, Progress.SILENT);
        assertThat(most).hasValue(3);
        assertThat(blobs)
                .isNotEmpty()
                .allSatisfy(blob -> assertThat(store.find(blob)).isPresent());
    }

    @Test
    void theFirstFailureEndsTheWholeTransferAndWhatIsCompleteIsKept() {
        Blob good = source.put(random(11, 2000));
        Blob missing = Blob.of(random(12, 1000));
        assertProblem(
                ProblemCode.PAYLOAD_MISSING,
                () -> new PayloadTransfer(store, RateLimit.none(), 1, pauses::add)
                        .fetch(source, List.of(missing, good), Progress.SILENT));
        assertThat(store.find(good)).isPresent();
    }

    @Test
    void aTransferIsCancelledByInterruptingItAndKeepsWhatCame() throws Exception {
        byte[] bytes = random(13, 1000);
        Blob blob = Blob.of(bytes);
        var halfWay = new CountDownLatch(1);
        Transport stalling = new MemorySource() {
            @Override
            public Optional<Content> open(String path, long offset) {
                return Optional.of(new Content(
                        new InputStream() {
                            private int position;

                            @Override
                            public int read() throws IOException {
                                if (position == 500) {
                                    halfWay.countDown();
                                    try {
                                        new CountDownLatch(1).await();
                                    } catch (InterruptedException e) {
                                        throw new InterruptedIOException();
                                    }
                                }
                                return bytes[position++] & 0xff;
                            }

                            @Override
                            public int read(byte[] buffer, int offset, int length) throws IOException {
                                buffer[offset] = (byte) read();
                                return 1;
                            }
                        },
                        0));
            }
        };
        var thrown = new AtomicReference<Exception>();
        Thread thread = new Thread(() -> {
            try {
                transfer().fetch(stalling, List.of(blob), Progress.SILENT);
            } catch (IOException e) {
                thrown.set(e);
            }
        });
        thread.start();
        assertThat(halfWay.await(120, TimeUnit.SECONDS)).isTrue();
        thread.interrupt();
        thread.join(120_000);
        assertThat(thrown.get()).isInstanceOf(InterruptedIOException.class);
        assertThat(store.received(blob)).isEqualTo(500);
    }

    @Test
    void progressRisesFromWhatIsThereToAllThatWasMissing() throws IOException {
        byte[] bytes = random(14, 400_000);
        Blob blob = source.put(bytes);
        Blob other = source.put(random(15, 100_000));
        try (var reception = store.receive(blob)) {
            reception.write(bytes, 0, 150_000);
        }
        assertThat(transfer().missingBytes(List.of(blob, other))).isEqualTo(350_000);
        List<Long> told = Collections.synchronizedList(new ArrayList<>());
        transfer().fetch(source, List.of(blob, other), (step, done, total) -> {
            assertThat(step).isEqualTo("download");
            assertThat(total).isEqualTo(500_000);
            told.add(done);
        });
        assertThat(told).isSorted().startsWith(150_000L).endsWith(500_000L);
        assertThat(told.size()).isLessThan(250);
    }

    @Test
    @DisplayName("LS-157 All downloads together keep the rate limit")
    void allDownloadsTogetherKeepTheRateLimit() throws IOException {
        List<Blob> blobs = new ArrayList<>();
        for (int i = 0; i < 8; i++) {
            blobs.add(source.put(random(200 + i, 125_000)));
        }
        var limit = new RateLimit(() -> 1_000_000);
        long start = System.nanoTime();
        new PayloadTransfer(store, limit, 4, pauses::add).fetch(source, blobs, Progress.SILENT);
        // A quarter of a second may come at once. Were the limit each lane's own, nothing would have to wait.
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofMillis(740));
    }

    @Test
    void aRateLimitLetsExactlySoMuchThrough() throws IOException {
        var clock = new SteppedTime();
        var limit = new RateLimit(() -> 100_000, clock::nanos, clock::pause);
        for (int i = 0; i < 400; i++) {
            limit.acquire(1000);
        }
        assertThat(clock.seconds()).isBetween(3.74, 4.0);
    }

    @Test
    void aLimitOfNothingIsNoLimitAndMayChangeMeanwhile() throws IOException {
        var clock = new SteppedTime();
        long[] rate = {0};
        var limit = new RateLimit(() -> rate[0], clock::nanos, clock::pause);
        limit.acquire(1 << 30);
        assertThat(clock.seconds()).isZero();
        rate[0] = 1000;
        limit.acquire(1000);
        limit.acquire(1000);
        assertThat(clock.seconds()).isBetween(1.7, 2.0);
        assertThat(limit.piece()).isEqualTo(512);
        rate[0] = 0;
        limit.acquire(1 << 30);
        assertThat(clock.seconds()).isLessThanOrEqualTo(2.0);
    }

    @Test
    void aWaitForTheRateLimitCanBeInterrupted() {
        var limit = new RateLimit(() -> 1, () -> 0, nanos -> {
            throw new InterruptedException();
        });
        assertThatExceptionOfType(InterruptedIOException.class).isThrownBy(() -> limit.acquire(1000));
        assertThat(Thread.interrupted()).isTrue();
    }

    private void fetch(Blob blob) throws IOException {
        transfer().fetch(source, List.of(blob), Progress.SILENT);
    }

    private PayloadTransfer transfer() {
        return new PayloadTransfer(store, RateLimit.none(), 2, pauses::add);
    }

    private static byte[] random(int seed, int length) {
        byte[] bytes = new byte[length];
        new Random(seed).nextBytes(bytes);
        return bytes;
    }

    static AbstractStringAssert<?> assertProblem(ProblemCode code, ThrowingCallable action) {
        var thrown = catchThrowableOfType(ProblemException.class, action);
        assertThat(thrown).isNotNull();
        assertThat(thrown.problem().code()).as(thrown.getMessage()).isEqualTo(code);
        return assertThat(thrown.getMessage());
    }

    /** Time that passes only while somebody waits for it. */
    private static final class SteppedTime {
        private long now;

        synchronized long nanos() {
            return now;
        }

        synchronized void pause(long nanos) {
            now += nanos;
        }

        synchronized double seconds() {
            return now / 1e9;
        }
    }
}
