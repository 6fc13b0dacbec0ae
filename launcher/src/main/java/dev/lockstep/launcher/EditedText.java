package dev.lockstep.launcher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/**
 * The text of a file that people edit: in UTF-8, or in UTF-16 with the mark that Windows' editors and shells put at the beginning. In
 * another encoding it may have comments, and everything else in it has to be ASCII: nobody can know which letters they are.
 *
 * <p>The same as {@code TextFile} in core is for the node, which the launcher has to do without.
 */
final class EditedText {
    private static final String UTF8_MARK = "\ufeff";

    private EditedText() {}

    /**
     * Reads a file.
     *
     * @throws IOException that names the file and the line that cannot be read
     */
    static String read(Path file) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        Charset charset = charset(bytes);
        String text;
        try {
            text = charset.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
        } catch (CharacterCodingException e) {
            text = new String(bytes, StandardCharsets.ISO_8859_1);
            requireAscii(file, text);
        }
        if (text.indexOf('\0') >= 0) {
            throw new IOException(file + " holds zero bytes, so it is no text, or text in UTF-16 without a mark");
        }
        return text.startsWith(UTF8_MARK) ? text.substring(1) : text;
    }

    /** Its lines without blanks around them, without comments and empty lines. */
    static List<String> lines(Path file) throws IOException {
        return read(file)
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !isComment(line))
                .toList();
    }

    private static void requireAscii(Path file, String text) throws IOException {
        List<String> lines = text.lines().toList();
        for (int i = 0; i < lines.size(); i++) {
            if (!isComment(lines.get(i).strip()) && lines.get(i).chars().anyMatch(c -> c >= 0x80)) {
                throw new IOException("line " + (i + 1) + " of " + file + " is not in UTF-8; save the file as UTF-8");
            }
        }
    }

    private static boolean isComment(String line) {
        return line.startsWith("#") || line.startsWith("!");
    }

    private static Charset charset(byte[] bytes) {
        if (bytes.length >= 2 && bytes[0] == (byte) 0xff && bytes[1] == (byte) 0xfe) {
            return StandardCharsets.UTF_16LE;
        }
        boolean bigEndian = bytes.length >= 2 && bytes[0] == (byte) 0xfe && bytes[1] == (byte) 0xff;
        return bigEndian ? StandardCharsets.UTF_16BE : StandardCharsets.UTF_8;
    }
}
