package dev.lockstep.core.pki;

import java.util.Base64;
import java.util.List;
import java.util.regex.Pattern;

/** Bytes as blocks of text between a line that begins and one that ends them (RFC 7468). */
public final class Pem {
    private static final Pattern BLOCK =
            Pattern.compile("-----BEGIN ([A-Z0-9 ]+)-----([A-Za-z0-9+/=\\s]*)-----END \\1-----");

    private Pem() {}

    /** All blocks of a text, in their order; what stands between them does not matter. */
    public static List<Block> blocks(String text) {
        return BLOCK.matcher(text)
                .results()
                .map(block -> new Block(block.group(1), block.group(2)))
                .toList();
    }

    /** The text of one block. */
    public static String write(String label, byte[] bytes) {
        String base64 = Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(bytes);
        return "-----BEGIN " + label + "-----\n" + base64 + "\n-----END " + label + "-----\n";
    }

    /**
     * One block.
     *
     * @param label what it holds, such as {@code PRIVATE KEY}
     */
    public record Block(String label, String base64) {
        /** @throws IllegalArgumentException if the text between the lines is not Base64 */
        public byte[] bytes() {
            return Base64.getMimeDecoder().decode(base64);
        }
    }
}
