package dev.lockstep.core.store;

import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.store.ContentStore.ScrubProgress;
import dev.lockstep.core.store.ContentStore.ScrubReport;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Hashes payloads again, on all processors, the largest first so that none is left alone with it at the end. */
final class Scrub {
    private static final int BUFFER = 256 << 10;

    private final List<StoredPayload> payloads;
    private final Path damagedFolder;
    private final int threads;
    private final long ofBytes;
    private final AtomicInteger next = new AtomicInteger();
    private final AtomicLong hashed = new AtomicLong();

    Scrub(List<StoredPayload> payloads, Path damagedFolder, int threads) {
        this.payloads = payloads.stream()
                .sorted(Comparator.comparingLong(StoredPayload::length).reversed())
                .toList();
        this.damagedFolder = damagedFolder;
        this.threads = threads;
        this.ofBytes = payloads.stream().mapToLong(StoredPayload::length).sum();
    }

    ScrubReport run(ScrubProgress progress) throws IOException {
        ExecutorService executor = Executors.newFixedThreadPool(threads, work -> {
            Thread thread = new Thread(work, "lockstep-scrub");
            thread.setDaemon(true);
            return thread;
        });
        try {
            Callable<List<StoredPayload>> lane = () -> hashSome(progress);
            List<Future<List<StoredPayload>>> lanes = new ArrayList<>();
            for (int i = 0; i < threads; i++) {
                lanes.add(executor.submit(lane));
            }
            List<StoredPayload> damaged = new ArrayList<>();
            for (Future<List<StoredPayload>> done : lanes) {
                damaged.addAll(done.get());
            }
            for (StoredPayload payload : damaged) {
                DurableFiles.createFolders(damagedFolder);
                DurableFiles.move(
                        payload.file(), damagedFolder.resolve(payload.digest().hex()));
            }
            return new ScrubReport(
                    payloads.size(),
                    ofBytes,
                    damaged.stream().map(StoredPayload::digest).sorted().toList());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while payloads were hashed");
        } catch (ExecutionException e) {
            throw new IOException("payloads could not be hashed", e.getCause());
        } finally {
            executor.shutdownNow();
        }
    }

    private List<StoredPayload> hashSome(ScrubProgress progress) throws IOException {
        List<StoredPayload> damaged = new ArrayList<>();
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        MessageDigest hash = Digest.algorithm();
        for (int i = next.getAndIncrement(); i < payloads.size(); i = next.getAndIncrement()) {
            StoredPayload payload = payloads.get(i);
            if (!isIntact(payload, hash, buffer, progress)) {
                damaged.add(payload);
            }
        }
        return damaged;
    }

    private boolean isIntact(StoredPayload payload, MessageDigest hash, ByteBuffer buffer, ScrubProgress progress)
            throws IOException {
        hash.reset();
        try (FileChannel channel = FileChannel.open(payload.file(), StandardOpenOption.READ)) {
            while (channel.read(buffer.clear()) >= 0) {
                hash.update(buffer.flip());
                progress.hashed(hashed.addAndGet(buffer.limit()), ofBytes);
                if (Thread.currentThread().isInterrupted()) {
                    throw new InterruptedIOException("interrupted while payloads were hashed");
                }
            }
            return Digest.ofHash(hash.digest()).equals(payload.digest());
        } catch (NoSuchFileException e) {
            // Removed by a collection in the meantime, and not damaged.
            return true;
        } catch (InterruptedIOException | ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            // A sector that cannot be read is damage like an altered byte: the payload has to come anew.
            return false;
        }
    }
}
