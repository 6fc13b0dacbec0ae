package dev.lockstep.distribution.internal.serve;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The path of a request as names, each decoded exactly once; nothing in it can lead out of a folder. */
final class RequestPath {
    private static final int MAXIMUM_LENGTH = 2048;

    private RequestPath() {}

    /**
     * The names between the slashes.
     *
     * @param raw as it came, with percent-encodings
     * @return empty if any of it is not a plain name: empty, {@code .}, {@code ..}, with a slash, backslash, colon or control
     *     character, or not UTF-8
     */
    static Optional<List<String>> names(String raw) {
        if (!raw.startsWith("/") || raw.length() > MAXIMUM_LENGTH) {
            return Optional.empty();
        }
        List<String> names = new ArrayList<>();
        for (String encoded : raw.substring(1).split("/", -1)) {
            Optional<String> name = decode(encoded).filter(RequestPath::isPlain);
            if (name.isEmpty()) {
                return Optional.empty();
            }
            names.add(name.get());
        }
        return Optional.of(List.copyOf(names));
    }

    private static boolean isPlain(String name) {
        return !name.isEmpty()
                && !name.equals(".")
                && !name.equals("..")
                && name.chars().noneMatch(c -> c < ' ' || c == 0x7f || c == '/' || c == '\\' || c == ':' || c == ';');
    }

    private static Optional<String> decode(String encoded) {
        if (encoded.indexOf('%') < 0) {
            return Optional.of(encoded);
        }
        byte[] in = encoded.getBytes(StandardCharsets.UTF_8);
        ByteBuffer out = ByteBuffer.allocate(in.length);
        for (int i = 0; i < in.length; i++) {
            if (in[i] != '%') {
                out.put(in[i]);
                continue;
            }
            int high = i + 2 < in.length ? Character.digit(in[i + 1], 16) : -1;
            int low = i + 2 < in.length ? Character.digit(in[i + 2], 16) : -1;
            if (high < 0 || low < 0) {
                return Optional.empty();
            }
            out.put((byte) (high << 4 | low));
            i += 2;
        }
        try {
            return Optional.of(
                    StandardCharsets.UTF_8.newDecoder().decode(out.flip()).toString());
        } catch (CharacterCodingException e) {
            return Optional.empty();
        }
    }
}
