package dev.lockstep.core.fuzz;

import java.nio.charset.StandardCharsets;
import java.util.Base64;

/** Bytes that somebody sent. */
public final class Input {
    private final byte[] bytes;

    Input(byte[] bytes) {
        this.bytes = bytes;
    }

    public byte[] bytes() {
        return bytes.clone();
    }

    /** In a form that can be put into the corpus: {@code base64 -d}. */
    @Override
    public String toString() {
        return Base64.getEncoder().encodeToString(bytes) + " (" + new String(bytes, StandardCharsets.ISO_8859_1) + ")";
    }
}
