package dev.lockstep.core.source;

import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * Reads files of a source by their path relative to its base, such as {@code metadata/vendor/timestamp.json}.
 *
 * <p>Nothing that comes out is trusted. All failures of the source are {@link ProblemException}s that name it, while a body is read,
 * too; each of unresolved, unreachable, refused, timed out and TLS has its own code. An {@link IOException} of another kind only says
 * that the thread was interrupted. So whoever catches one after a source was asked knows that it is this computer's own. Safe for use by several threads.
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

    /**
     * Reads a whole small file into memory.
     *
     * @param limit how many bytes it may have
     * @return empty if the source has no such file
     * @throws ProblemException as {@link #open}, and with {@code PAYLOAD_OVERSIZED}
     */
    default Optional<byte[]> read(String path, int limit) throws IOException {
        Optional<Content> found = open(path, 0);
        if (found.isEmpty()) {
            return Optional.empty();
        }
        try (Content content = found.get()) {
            return Optional.of(content.readAtMost(limit, path, sourceName()));
        }
    }

    /**
     * Asks a computer something that no file says.
     *
     * @param path relative, with forward slashes
     * @param json the question
     * @param limit how many bytes the answer may have
     * @return empty if the source is no computer, or one that does not know the question
     */
    default Optional<byte[]> ask(String path, byte[] json, int limit) throws IOException {
        return Optional.empty();
    }

    /**
     * Does something with a server behind this source, and if what that one sends is not what is signed, with the next one, and so
     * on: verifying is part of the work. The work begins anew with each.
     *
     * @param doubt what is wrong with a result that is usable; if another server has a better one, that is taken
     * @throws ProblemException of the first, if none has a result
     */
    default <T> T tryEach(Attempt<T> work, Function<T, Optional<Problem>> doubt) throws IOException {
        return work.at(this);
    }

    /** The same for a result that is usable or is none. */
    default <T> T tryEach(Attempt<T> work) throws IOException {
        return tryEach(work, none -> Optional.empty());
    }

    /** Which of several servers were passed over lately, and why. */
    default List<Sentence> warnings() {
        return List.of();
    }

    /** Something that is done with one server. */
    @FunctionalInterface
    interface Attempt<T> {
        /** Does it. */
        T at(Transport server) throws IOException;
    }

    /** What a person calls the source, as it stands in messages. */
    String sourceName();

    /**
     * A file that is being read.
     *
     * @param body the bytes; the reader closes it
     * @param offset where in the file they start
     */
    record Content(InputStream body, long offset) implements AutoCloseable {
        /**
         * Reads everything into memory.
         *
         * @param limit how many bytes there may be
         * @param path what is read, for the message
         * @param source whose it is, for the message
         * @throws ProblemException with {@code PAYLOAD_OVERSIZED}
         */
        public byte[] readAtMost(int limit, String path, String source) throws IOException {
            byte[] bytes = body.readNBytes(limit);
            if (body.read() >= 0) {
                throw ProblemException.of(
                        ProblemCode.PAYLOAD_OVERSIZED,
                        Map.of("file", path, "address", source, "limit", Integer.toString(limit)));
            }
            return bytes;
        }

        @Override
        public void close() throws IOException {
            body.close();
        }
    }
}
