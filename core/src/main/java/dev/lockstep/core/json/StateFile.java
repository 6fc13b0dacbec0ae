package dev.lockstep.core.json;

import dev.lockstep.core.files.DurableFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * A file in which a node keeps something for itself, as {@link StateJson}. It is replaced as a whole, so that a power cut leaves
 * the old contents or the new. One writer at a time.
 *
 * @param path where it stands
 * @param form what stands in it
 * @param longest how many bytes are read of it at most
 */
public record StateFile<T>(Path path, Class<T> form, int longest) {
    /**
     * What stands in it; empty if it is not there.
     *
     * @throws DamagedException if it is not in its form
     * @throws IOException if it cannot be read
     */
    public Optional<T> read() throws IOException {
        Optional<byte[]> bytes = DurableFiles.read(path, longest);
        return bytes.isPresent() ? Optional.of(read(path, bytes.get(), form)) : Optional.empty();
    }

    /**
     * Reads what stood in a file, or in one of its lines.
     *
     * @throws DamagedException if it is not in its form
     */
    public static <T> T read(Path path, byte[] contents, Class<T> form) throws DamagedException {
        try {
            return StateJson.read(contents, form);
        } catch (JsonFormatException e) {
            throw new DamagedException(path + " is damaged: " + e.getMessage(), e);
        }
    }

    /** Replaces what stands in it, and returns when that would survive a power cut. */
    public void write(T state) throws IOException {
        DurableFiles.write(path, StateJson.writeIndented(state));
    }

    /** A file that is not in its form. The message names it. */
    public static final class DamagedException extends IOException {
        private DamagedException(String message, JsonFormatException cause) {
            super(message, cause);
        }
    }
}
