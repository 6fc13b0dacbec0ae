package dev.lockstep.admin.internal;

import dev.lockstep.admin.internal.http.Call;
import dev.lockstep.admin.internal.http.CallException;
import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Semaphore;
import org.eclipse.jetty.http.HttpStatus;

/**
 * Files that people send, one at a time. They are written to disk as they come, so that their length is no matter of memory, and go
 * when they were used. Safe for use by several threads.
 */
final class Uploads {
    /** What is left for everything else on the disk, in bytes. */
    private static final long SPARED = 64L << 20;

    private static final int CHUNK = 64 << 10;

    private final Path folder;
    private final Semaphore one = new Semaphore(1);

    /**
     * Into a folder that is made when it is needed, and is for nothing else: what an interruption left in it goes.
     *
     * @param folder where they stay until they were used
     */
    Uploads(Path folder) {
        this.folder = folder;
    }

    /**
     * Takes the body of a request.
     *
     * @param name what the file is called, which messages about it name
     * @param most how many bytes it may have
     * @throws CallException with 413 if it is longer
     * @throws ProblemException with {@code BUSY} while another one comes, with {@code DISK_FULL} or {@code NOT_WRITABLE}
     */
    Upload receive(Call call, String name, long most) throws IOException {
        if (!one.tryAcquire()) {
            throw ProblemException.of(ProblemCode.BUSY, Map.of("operation", "another file is being sent"));
        }
        Upload upload = new Upload(folder.resolve(name));
        try {
            long announced = call.length().orElse(0L);
            if (announced > most) {
                throw tooLong(most);
            }
            DurableFiles.deleteTree(folder);
            DiskProblems.requireRoom(folder, announced + SPARED);
            DurableFiles.createFolders(folder);
            try (InputStream in = call.bytes();
                    OutputStream out = Files.newOutputStream(upload.file())) {
                copy(in, out, most);
            }
            return upload;
        } catch (IOException | RuntimeException e) {
            upload.close();
            throw e;
        }
    }

    private void copy(InputStream in, OutputStream out, long most) throws IOException {
        byte[] chunk = new byte[CHUNK];
        long total = 0;
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
            total += read;
            if (total > most) {
                throw tooLong(most);
            }
            try {
                out.write(chunk, 0, read);
            } catch (IOException e) {
                throw DiskProblems.writing(folder, SPARED, e);
            }
        }
    }

    private static CallException tooLong(long most) {
        return CallException.malformed(HttpStatus.PAYLOAD_TOO_LARGE_413, "such a file has " + most + " bytes at most");
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
