package dev.lockstep.core.store;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.JsonMembers;
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

    /** Reads the members {@code sha256} and {@code length} of an object. */
    public static Blob read(JsonMembers members) {
        return new Blob(members.parsed("sha256", Digest::new), members.number("length"));
    }

    /** Adds the members {@code sha256} and {@code length} to an object. */
    public ObjectNode write(ObjectNode json) {
        return json.put("sha256", digest.hex()).put("length", length);
    }
}
