package dev.lockstep.client.internal.address;

import dev.lockstep.core.json.StateFile;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.source.ServerAddress;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * The server's address as the poll service's own configuration file has it, in its section {@code PollHost}.
 *
 * <p>The file belongs to the poll service and is only ever read. While it is broken the last good address stays in force, also
 * over a restart. Safe for use by several threads.
 */
public final class PollHost {
    private static final int MAXIMUM_BYTES = 1024 * 1024;

    private final Path file;
    private final StateFile<StoredAddress> lastGood;
    private byte[] seen;
    private Reading reading;

    /**
     * Reads the file.
     *
     * @param file the poll service's configuration file
     * @param lastGood where the last good address is kept
     */
    public PollHost(Path file, Path lastGood) {
        this.file = file;
        this.lastGood = StateFile.of(lastGood, StoredAddress.class, MAXIMUM_BYTES)
                .twice()
                .checked(StoredAddress::read);
        this.reading = new Reading(remembered(), Optional.empty());
    }

    /** What the file says now. */
    public synchronized Reading read() {
        try {
            byte[] bytes = bytes();
            if (seen == null || !Arrays.equals(bytes, seen)) {
                seen = bytes;
                reading = interpreted(bytes);
            }
        } catch (NoSuchFileException e) {
            seen = null;
            reading = failed(ProblemCode.POLLHOST_MISSING, "PollHost", Sentence.of("poll-host.no-file"));
        } catch (IOException e) {
            seen = null;
            reading = failed(
                    ProblemCode.NOT_READABLE,
                    "PollHost",
                    Sentence.said(e.getClass().getSimpleName() + ": " + e.getMessage()));
        }
        return reading;
    }

    /** The file that is read. */
    public Path file() {
        return file;
    }

    private Reading interpreted(byte[] bytes) throws IOException {
        try {
            ServerAddress address = PollHostText.parse(bytes);
            if (!reading.address().equals(Optional.of(address))) {
                lastGood.write(StoredAddress.of(address));
            }
            return new Reading(Optional.of(address), Optional.empty());
        } catch (PollHostText.Unusable e) {
            return failed(ProblemCode.POLLHOST_MISSING, e.key(), e.sentence());
        }
    }

    private Reading failed(ProblemCode code, String key, Sentence reason) {
        return new Reading(
                reading.address(),
                Optional.of(Problem.of(code, Map.of("file", file.toString(), "key", key, "reason", reason))));
    }

    private byte[] bytes() throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(MAXIMUM_BYTES + 1);
            if (bytes.length > MAXIMUM_BYTES) {
                throw new IOException("longer than " + MAXIMUM_BYTES + " bytes");
            }
            return bytes;
        }
    }

    private Optional<ServerAddress> remembered() {
        return lastGood.read().map(StoredAddress::read);
    }

    /**
     * What the file says.
     *
     * @param address the address, or the last good one while the file is broken
     * @param problem why the file cannot be used
     */
    public record Reading(Optional<ServerAddress> address, Optional<Problem> problem) {}
}
