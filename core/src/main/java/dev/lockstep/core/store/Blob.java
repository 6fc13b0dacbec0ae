package dev.lockstep.core.store;

import java.util.Objects;

/**
 * What signed metadata says of a payload: its hash and its exact length.
 *
 * @param digest the SHA-256 of the payload
 * @param length its length in bytes
 */
public record Blob(Digest digest, long length) {
    public Blob {
        Objects.requireNonNull(digest, "digest");
        if (length < 0) {
            throw new IllegalArgumentException("a payload cannot be " + length + " bytes long");
        }
    }

    /** The description of some bytes that are already in memory. */
    public static Blob of(byte[] bytes) {
        return new Blob(Digest.of(bytes), bytes.length);
    }
}
