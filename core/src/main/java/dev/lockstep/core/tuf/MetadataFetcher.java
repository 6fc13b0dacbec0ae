package dev.lockstep.core.tuf;

import java.io.IOException;
import java.io.InputStream;
import java.util.Optional;

/**
 * Fetches metadata files from wherever a repository is: a web server, a folder, a medium, another computer.
 *
 * <p>What it fetches is not trusted, so only two rules apply. It never reads more than it is told to. And it ends: an
 * implementation over a network limits the total time of a request, because otherwise a slow server could hold up its caller for
 * ever (slow retrieval).
 */
@FunctionalInterface
public interface MetadataFetcher {
    /**
     * Fetches one file.
     *
     * @param name the name under the repository's metadata folder, for example {@code 3.root.json}; already percent-encoded,
     *     so that it can be appended to a URL, and without a slash
     * @param maximumLength the most bytes to read
     * @return the bytes as received; empty if the source says that it has no such file (HTTP 404 or 403)
     * @throws IOException if the source cannot be reached, or answers anything else
     * @throws FileTooLongException if there are more bytes than {@code maximumLength}
     */
    Optional<byte[]> fetch(String name, long maximumLength) throws IOException, FileTooLongException;

    /**
     * Reads a stream up to a limit; for implementations.
     *
     * @throws FileTooLongException if the stream goes on after {@code maximumLength} bytes
     */
    static byte[] readAtMost(InputStream content, String name, long maximumLength)
            throws IOException, FileTooLongException {
        int most = (int) Math.min(maximumLength, Integer.MAX_VALUE - 16);
        byte[] bytes = content.readNBytes(most);
        if (bytes.length == most && content.read() >= 0) {
            throw new FileTooLongException(name, maximumLength);
        }
        return bytes;
    }
}
