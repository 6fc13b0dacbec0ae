package dev.lockstep.distribution.internal.serve;

import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a {@code Range} header asks for (RFC 9110, section 14).
 *
 * <p>Several ranges in one request are answered with the whole file, as the section allows: a client that continues a
 * download asks for one, and answers in many parts are an old way to overload a server.
 */
sealed interface ByteRange {
    /** The whole file. */
    record Whole() implements ByteRange {}

    /**
     * A part of it.
     *
     * @param first the first byte
     * @param length how many, at least 1
     */
    record Part(long first, long length) implements ByteRange {
        String contentRange(long fileLength) {
            return "bytes " + first + "-" + (first + length - 1) + "/" + fileLength;
        }
    }

    /** Nothing of the file is in the range. */
    record Unsatisfiable() implements ByteRange {}

    /** {@code bytes=5-}, {@code bytes=5-9} or {@code bytes=-5}. */
    Pattern SYNTAX = Pattern.compile("bytes=[ \\t]*([0-9]{0,18})-([0-9]{0,18})[ \\t]*");

    /** Reads a header; one that is not understood asks for the whole file (RFC 9110, section 14.2). */
    static ByteRange parse(String header, long fileLength) {
        Matcher matcher = SYNTAX.matcher(header.strip().toLowerCase(Locale.ROOT));
        if (!matcher.matches()
                || (matcher.group(1).isEmpty() && matcher.group(2).isEmpty())) {
            return new Whole();
        }
        if (matcher.group(1).isEmpty()) {
            long last = Math.min(Long.parseLong(matcher.group(2)), fileLength);
            return last == 0 ? new Unsatisfiable() : new Part(fileLength - last, last);
        }
        long first = Long.parseLong(matcher.group(1));
        if (matcher.group(2).isEmpty()) {
            return first >= fileLength ? new Unsatisfiable() : new Part(first, fileLength - first);
        }
        long last = Long.parseLong(matcher.group(2));
        if (last < first) {
            return new Whole();
        }
        return first >= fileLength ? new Unsatisfiable() : new Part(first, Math.min(last, fileLength - 1) - first + 1);
    }
}
