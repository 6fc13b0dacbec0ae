package dev.lockstep.core.transfer;

import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.release.Tree;
import dev.lockstep.core.store.ContentStore;
import dev.lockstep.core.store.Digest;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.security.MessageDigest;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** Writes the files of a tree, several at a time because each waits for the disk to have it. */
final class TreeFiles {
    private static final int BUFFER = 128 << 10;

    private final ContentStore store;
    private final Path staging;
    private final Queue<Tree.File> files;
    private final long total;
    private long done;

    TreeFiles(ContentStore store, Path staging, Tree tree) {
        this.store = store;
        this.staging = staging;
        this.files = new ConcurrentLinkedQueue<>(tree.files());
        this.total = tree.bytes();
    }

    void write(int threads, Progress progress) throws IOException {
        ParallelWork.run(threads, "lockstep-unpack", () -> {
            byte[] buffer = new byte[BUFFER];
            for (Tree.File file = files.poll(); file != null; file = files.poll()) {
                write(file, buffer);
                tell(file.blob().length(), progress);
            }
        });
    }

    private synchronized void tell(long bytes, Progress progress) {
        done += bytes;
        progress.at("unpack", done, total);
    }

    private void write(Tree.File file, byte[] buffer) throws IOException {
        Path payload = store.find(file.blob()).orElseThrow(() -> problem(ProblemCode.PAYLOAD_MISSING, file));
        MessageDigest hash = Digest.algorithm();
        Path place = TreePlace.of(staging, file.path());
        try (InputStream in = Files.newInputStream(payload);
                FileChannel out = create(place)) {
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                hash.update(buffer, 0, count);
                write(out, ByteBuffer.wrap(buffer, 0, count), file.blob().length());
            }
            if (!Digest.ofHash(hash.digest()).equals(file.blob().digest())) {
                store.inspect(file.blob().digest(), ContentStore.Pace.FULL);
                throw problem(ProblemCode.STORE_DAMAGED, file);
            }
            finish(out, place, file.executable());
        }
    }

    private FileChannel create(Path place) {
        try {
            return FileChannel.open(place, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw DiskProblems.writing(staging, 0, e);
        }
    }

    private void write(FileChannel out, ByteBuffer bytes, long needed) throws IOException {
        try {
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            throw DiskProblems.writing(staging, needed, e);
        }
    }

    private void finish(FileChannel out, Path place, boolean executable) throws IOException {
        try {
            DurableFiles.makeWritable(place, executable);
            out.force(true);
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            throw DiskProblems.writing(staging, 0, e);
        }
    }

    private ProblemException problem(ProblemCode code, Tree.File file) {
        return ProblemException.of(
                code,
                Map.of(
                        "file",
                        file.path() + " (" + file.blob().digest().path() + ")",
                        "address",
                        store.folder().toString()));
    }
}
