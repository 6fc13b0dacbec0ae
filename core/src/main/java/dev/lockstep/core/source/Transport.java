package dev.lockstep.core.source;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Reads files of a source by their path relative to its base, such as {@code metadata/vendor/timestamp.json}.
 *
 * <p>Nothing that comes out is trusted. All failures that a person can act on are
 * {@link dev.lockstep.core.problem.ProblemException}s that name the source; each of unresolved, unreachable, refused, timed
 * out and TLS has its own code. Safe for use by several threads.
 */
public interface Transport {
    /**
     * Opens a file from {@code offset} on.
     *
     * @param path relative, with forward slashes
     * @param offset the first byte that is wanted; a source that cannot continue in the middle answers from 0, see
     *     {@link Content#offset()}
     * @return empty if the source has no such file
     */
    Optional<Content> open(String path, long offset) throws IOException;

    /** What a person calls the source, as it stands in messages. */
    String sourceName();

    /**
     * A file that is being read.
     *
     * @param body the bytes; the reader closes it
     * @param offset where in the file they start
     */
    record Content(InputStream body, long offset) implements AutoCloseable {
        @Override
        public void close() throws IOException {
            body.close();
        }
    }
}
