package dev.lockstep.core.tuf.model;

import dev.lockstep.core.json.JsonMembers;
import java.util.Objects;

/**
 * One signature of a file.
 *
 * @param keyId the identifier of the key that made it
 * @param value the signature in hexadecimal, as received; text that is not hexadecimal is a signature that never verifies
 */
public record Signature(String keyId, String value) {
    public Signature {
        Objects.requireNonNull(keyId, "keyId");
        Objects.requireNonNull(value, "value");
    }

    /** Reads a signature as it stands in a file. */
    public static Signature read(JsonMembers members) {
        return new Signature(members.text("keyid"), members.text("sig"));
    }
}
