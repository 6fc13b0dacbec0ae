package dev.lockstep.core.tuf.model;

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
}
