package dev.lockstep.distribution.internal.scrub;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.ContentStore;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.store.FileContentStore;
import dev.lockstep.core.transfer.PayloadComplaint.Verdict;
import dev.lockstep.distribution.internal.folder.DistributionFolder;
import java.io.IOException;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Proxy;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(120)
class ScrubTest {
    private static final int PAYLOADS = 20;

    @TempDir
    private Path folder;

    private final List<AutoCloseable> open = new ArrayList<>();
    private final List<AuditEvent> told = new CopyOnWriteArrayList<>();
    private final BlockingQueue<Digest> read = new LinkedBlockingQueue<>();
    private volatile Instant now = Instant.parse("2026-12-01T10:00:00Z");
    private final InstantSource clock = () -> now;
    private volatile Consumer<Digest> before = any -> {};
    private FileContentStore files;
    private ContentStore store;
    private Inspections inspections;

    @BeforeEach
    void fill() throws IOException {
        files = new FileContentStore(folder.resolve("store"));
        for (int seed = 0; seed < PAYLOADS; seed++) {
            byte[] bytes = new byte[60_000];
            new Random(seed).nextBytes(bytes);
            files.add(bytes);
        }
        store = watched();
        inspections = inspections();
    }

    @AfterEach
    void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    /** The same store, with a note of each payload that is read. */
    private ContentStore watched() {
        return (ContentStore) Proxy.newProxyInstance(
                getClass().getClassLoader(), new Class<?>[] {ContentStore.class}, (proxy, method, arguments) -> {
                    if (method.getName().equals("inspect")) {
                        before.accept((Digest) arguments[0]);
                        read.add((Digest) arguments[0]);
                    }
                    try {
                        return method.invoke(files, arguments);
                    } catch (InvocationTargetException e) {
                        throw e.getCause();
                    }
                });
    }

    private Inspections inspections() {
        return new Inspections(
                store,
                new DistributionFolder(folder.resolve("distribution"), store),
                told::add,
                folder.resolve("scrub.json"),
                () -> {},
                clock);
    }

    private Scrub scrub(long bytesPerSecond) {
        Scrub scrub = new Scrub(store, inspections, Optional::empty, Duration.ofDays(30), () -> bytesPerSecond, clock);
        open.add(scrub);
        return scrub;
    }

    private ComplaintDesk desk() {
        ComplaintDesk desk = new ComplaintDesk(inspections, scrub(0), clock);
        open.add(desk);
        return desk;
    }

    private Digest first() throws IOException {
        return files.payloads().first();
    }

    private void damage(Digest payload) throws IOException {
        Path file = files.folder().resolve(payload.path());
        byte[] bytes = Files.readAllBytes(file);
        bytes[7] ^= 1;
        Files.delete(file);
        Files.write(file, bytes);
    }

    @Test
    @DisplayName("LS-177 The regular check reads every payload, takes out what has changed, and tells of it")
    void everyPayload() throws Exception {
        List<Digest> all = List.copyOf(files.payloads());
        for (Digest payload : List.of(all.get(3), all.get(9), all.get(PAYLOADS - 1))) {
            damage(payload);
        }
        scrub(0).round(true);
        assertThat(read).containsExactlyElementsOf(all);
        assertThat(files.payloads())
                .hasSize(PAYLOADS - 3)
                .doesNotContain(all.get(3), all.get(9), all.get(PAYLOADS - 1));
        assertThat(told)
                .extracting(AuditEvent::sha256)
                .containsExactly(
                        all.get(3).hex(),
                        all.get(9).hex(),
                        all.get(PAYLOADS - 1).hex());
        assertThat(inspections.notices()).hasSize(3);
        assertThat(inspections.state().ended()).hasValue(now);
    }

    @Test
    @DisplayName("LS-177 The regular check reads no more bytes a second than it may")
    void slowly() {
        long began = System.nanoTime();
        scrub(1_000_000).round(true);
        // 1.2 MB, of which a quarter of a second's are free.
        assertThat(Duration.ofNanos(System.nanoTime() - began)).isGreaterThan(Duration.ofMillis(900));
    }

    @Test
    @DisplayName("LS-177 After a restart the regular check goes on where it was")
    void goesOn() throws Exception {
        List<Digest> all = List.copyOf(files.payloads());
        before = payload -> {
            now = now.plusSeconds(10);
            if (payload.equals(all.get(12))) {
                // The node is stopped while this one is read.
                Thread.currentThread().interrupt();
            }
        };
        Scrub stopped = scrub(0);
        stopped.round(true);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(inspections.state().ended()).isEmpty();
        before = any -> {};
        read.clear();

        inspections = inspections();
        scrub(0).round(false);

        List<Digest> again = List.copyOf(read);
        assertThat(again).isSubsetOf(all.subList(9, PAYLOADS)).contains(all.get(12), all.get(PAYLOADS - 1));
        assertThat(inspections.state().ended()).isPresent();
    }

    @Test
    @DisplayName("LS-177 Complaints cost one read of a payload, however many and whoever complains")
    void complaintsAreBounded() throws Exception {
        CountDownLatch reading = new CountDownLatch(1);
        CountDownLatch go = new CountDownLatch(1);
        before = any -> {
            reading.countDown();
            try {
                go.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        };
        ComplaintDesk desk = desk();
        List<CompletableFuture<Verdict>> answers = new ArrayList<>();
        for (int computer = 0; computer < 500; computer++) {
            answers.add(desk.complain(first(), "computer-" + computer, "ws"));
        }
        reading.await();
        go.countDown();
        for (CompletableFuture<Verdict> answer : answers) {
            assertThat(answer.get()).isEqualTo(Verdict.SOUND);
        }
        assertThat(desk.complain(first(), "another", "ws").get()).isEqualTo(Verdict.SOUND);
        assertThat(read).as("it was read once").hasSize(1);

        now = now.plus(Duration.ofMinutes(11));
        assertThat(desk.complain(first(), "another", "ws").get()).isEqualTo(Verdict.SOUND);
        assertThat(read).as("and once more after ten minutes").hasSize(2);
    }

    @Test
    @DisplayName("LS-177 One computer that complains without end is refused, and the others are not")
    void oneComputerIsRefused() throws Exception {
        ComplaintDesk desk = desk();
        for (int i = 0; i < 32; i++) {
            desk.complain(Digest.of(new byte[] {(byte) i}), "bad", "bad").get();
        }
        assertThatThrownBy(() -> desk.complain(first(), "bad", "bad")).isInstanceOf(Complaints.TooManyException.class);
        assertThat(desk.complain(first(), "good", "good").get()).isEqualTo(Verdict.SOUND);
        now = now.plus(Duration.ofMinutes(11));
        assertThat(desk.complain(first(), "bad", "bad").get()).isEqualTo(Verdict.SOUND);
    }

    @Test
    @DisplayName("LS-177 A complaint that is right has the whole disk looked at; made-up ones have nothing looked at")
    void oneLeadsToAll() throws Exception {
        ComplaintDesk desk = desk();
        Digest madeUp = Digest.of(new byte[] {99});
        assertThat(desk.complain(madeUp, "ws-1", "ws-1").get()).isEqualTo(Verdict.ABSENT);
        assertThat(read.take()).isEqualTo(madeUp);
        List<Digest> all = List.copyOf(files.payloads());
        damage(all.get(5));
        damage(all.get(6));
        assertThat(desk.complain(all.get(5), "ws-1", "ws-1").get()).isEqualTo(Verdict.DAMAGED);
        assertThat(read.take()).isEqualTo(all.get(5));
        for (Digest payload : all) {
            if (!payload.equals(all.get(5))) {
                assertThat(read.take()).isEqualTo(payload);
            }
        }
        assertThat(files.find(new Blob(all.get(6), 60_000))).isEmpty();
    }
}
