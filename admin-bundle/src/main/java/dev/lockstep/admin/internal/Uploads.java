package dev.lockstep.admin.internal;

import dev.lockstep.admin.internal.http.Call;
import dev.lockstep.admin.internal.http.CallException;
import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.transfer.Progress;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpStatus;

/**
 * Files that people send, one at a time. They are written to disk as they come, so that their length is no matter of memory, and go
 * when they were used. Safe for use by several threads.
 */
final class Uploads {
    /** What is left for everything else on the disk, in bytes. */
    private static final long SPARED = 64L << 20;

    private static final int CHUNK = 64 << 10;

    private final Supplier<Path> folder;
    private final Semaphore one = new Semaphore(1);

    /** Into a folder that is there when it is asked for. */
    Uploads(Supplier<Path> folder) {
        this.folder = folder;
    }

    /**
     * Takes the body of a request. A file of the same name that an interruption left is overwritten.
     *
     * @param name what the file is called, which messages about it name
     * @param most how many bytes it may have
     * @param progress told with the step {@code upload}, in bytes
     * @throws CallException with 411 if its length is not said before, with 413 if it is longer than it may be
     * @throws ProblemException with {@code BUSY} while another one comes, with {@code DISK_FULL} or {@code NOT_WRITABLE}
     */
    Upload receive(Call call, String name, long most, Progress progress) throws IOException {
        long length = call.length()
                .orElseThrow(() -> CallException.malformed(
                        HttpStatus.LENGTH_REQUIRED_411, "the header Content-Length is missing"));
        if (length > most) {
            throw CallException.malformed(
                    HttpStatus.PAYLOAD_TOO_LARGE_413, "such a file has " + most + " bytes at most");
        }
        if (!one.tryAcquire()) {
            throw ProblemException.of(ProblemCode.BUSY, Map.of("operation", Sentence.of("operation.upload")));
        }
        Upload upload = new Upload(folder.get().resolve(name));
        try {
            DiskProblems.requireRoom(upload.folder(), length + SPARED);
            try (InputStream in = call.bytes();
                    OutputStream out = Files.newOutputStream(upload.file())) {
                copy(in, out, length, upload, progress);
            }
            return upload;
        } catch (IOException | RuntimeException e) {
            upload.close();
            throw e;
        }
    }

    /** No more than was announced comes: the port sees to that. */
    private static void copy(InputStream in, OutputStream out, long length, Upload upload, Progress progress)
            throws IOException {
        byte[] chunk = new byte[CHUNK];
        long total = 0;
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
            try {
                out.write(chunk, 0, read);
            } catch (IOException e) {
                throw DiskProblems.writing(upload.folder(), length - total, e);
            }
            total += read;
            progress.at("upload", total, length);
        }
    }

    /** A file that came, until it is closed. */
    final class Upload implements AutoCloseable {
        private final Path file;

        private Upload(Path file) {
            this.file = file;
        }

        Path file() {
            return file;
        }

        private Path folder() {
            return file.resolveSibling(".");
        }

        @Override
        public void close() {
            try {
                Files.deleteIfExists(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } finally {
                one.release();
            }
        }
    }
}
