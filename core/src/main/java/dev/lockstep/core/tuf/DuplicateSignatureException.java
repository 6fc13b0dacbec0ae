package dev.lockstep.core.tuf;

/** A file has two signatures of one key, which section 4.2 forbids. */
public final class DuplicateSignatureException extends TufException {
    public DuplicateSignatureException(String role, String keyId) {
        super("TRUST-DUPLICATE-SIGNATURE", role, "the " + role + " metadata has two signatures of the key " + keyId);
    }
}
