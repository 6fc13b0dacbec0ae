package dev.lockstep.core.text;

import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.problem.UnusableValueException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/**
 * The text of a file that people write: UTF-8, or whatever encoding of Unicode a mark at its beginning names. All files of people are
 * read here.
 *
 * <p>Everything else is refused with the number of the line. The old encodings of 256 characters cannot be told from each other, so
 * whoever takes one for another reads a folder or a passphrase that nobody wrote.
 *
 * @param text without the mark
 * @param isMarked whether there was one; programs that know of none see it as a part of the first line
 * @param charset the encoding
 */
public record TextFile(String text, boolean isMarked, Charset charset) {
    /** Stands for what could not be read, in a text that was read by {@link #inAnyEncoding}. */
    public static final char UNREADABLE = '\ufffd';

    /** The longer marks first: UTF-16's is the beginning of UTF-32's. */
    private static final List<Mark> MARKS = List.of(
            new Mark(Charset.forName("UTF-32LE"), "fffe0000"),
            new Mark(Charset.forName("UTF-32BE"), "0000feff"),
            new Mark(StandardCharsets.UTF_8, "efbbbf"),
            new Mark(StandardCharsets.UTF_16LE, "fffe"),
            new Mark(StandardCharsets.UTF_16BE, "feff"));

    /**
     * Reads a file.
     *
     * @param limit the most bytes that it may have
     * @throws ProblemException {@link ProblemCode#TEXT_ENCODING} that names the file and the line
     * @throws IOException if it cannot be read or is longer
     */
    public static TextFile read(Path file, int limit) throws IOException {
        try {
            return of(bytes(file, limit));
        } catch (UnusableValueException e) {
            throw new ProblemException(
                    Problem.of(ProblemCode.TEXT_ENCODING, Map.of("file", file.toString(), "reason", e.sentence())), e);
        }
    }

    /** The first line of a file, such as a passphrase. */
    public static String firstLine(Path file, int limit) throws IOException {
        return read(file, limit).text().lines().findFirst().orElse("");
    }

    /** The bytes of a file, of which there may be so many. */
    public static byte[] bytes(Path file, int limit) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] bytes = in.readNBytes(limit + 1);
            if (bytes.length > limit) {
                throw new IOException("longer than " + limit + " bytes");
            }
            return bytes;
        }
    }

    /**
     * The text that these bytes are.
     *
     * @throws UnusableValueException with the number of the first line that is none
     */
    public static TextFile of(byte[] bytes) {
        for (Mark mark : MARKS) {
            if (mark.begins(bytes)) {
                return decoded(bytes, mark.length(), mark.charset(), true);
            }
        }
        return decoded(bytes, 0, StandardCharsets.UTF_8, false);
    }

    /**
     * The text of a file that another program owns and that may be in an old encoding: what is not UTF-8 becomes {@link #UNREADABLE},
     * so that everything in ASCII can be used and nothing else is guessed.
     *
     * @throws UnusableValueException if a mark promises another encoding than it is, or it is no text at all
     */
    public static TextFile inAnyEncoding(byte[] bytes) {
        for (Mark mark : MARKS) {
            if (mark.begins(bytes)) {
                return of(bytes);
            }
        }
        String text = new String(bytes, StandardCharsets.UTF_8);
        requireText(text);
        return new TextFile(text, false, StandardCharsets.UTF_8);
    }

    private static TextFile decoded(byte[] bytes, int from, Charset charset, boolean marked) {
        ByteBuffer in = ByteBuffer.wrap(bytes, from, bytes.length - from);
        try {
            String text = charset.newDecoder()
                    .onMalformedInput(CodingErrorAction.REPORT)
                    .onUnmappableCharacter(CodingErrorAction.REPORT)
                    .decode(in)
                    .toString();
            requireText(text);
            return new TextFile(text, marked, charset);
        } catch (CharacterCodingException e) {
            throw new UnusableValueException(
                    Sentence.of("text.encoding", Map.of("encoding", charset.name(), "line", line(bytes, charset))), e);
        }
    }

    private static void requireText(String text) {
        if (text.indexOf('\0') >= 0) {
            throw new UnusableValueException(Sentence.of("text.none"));
        }
    }

    /** The line of the first bytes that cannot be read. */
    private static long line(byte[] bytes, Charset charset) {
        String readable = new String(bytes, charset);
        int bad = Math.max(0, readable.indexOf(UNREADABLE));
        return readable.substring(0, bad).split("\r\n|\r|\n", -1).length;
    }

    /** The bytes with which a text says what encoding it is in. */
    private record Mark(Charset charset, String hex) {
        int length() {
            return hex.length() / 2;
        }

        boolean begins(byte[] text) {
            return text.length >= length()
                    && HexFormat.of().formatHex(text, 0, length()).equals(hex);
        }
    }
}
