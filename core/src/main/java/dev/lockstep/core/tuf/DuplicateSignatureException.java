package dev.lockstep.core.tuf;

import java.util.Map;

/** A file has two signatures of one key, which section 4.2 forbids. */
public final class DuplicateSignatureException extends TufException {
    public DuplicateSignatureException(String role, String keyId) {
        super("TRUST-DUPLICATE-SIGNATURE", role, "duplicate-signature", Map.of("role", role, "key", keyId));
    }
}
