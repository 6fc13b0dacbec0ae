package dev.lockstep.core.tuf;

/** A file has two signatures of one key, which section 4.2 forbids. */
public final class DuplicateSignatureException extends TufException {
    private static final long serialVersionUID = 1L;

    private final String role;
    private final String keyId;

    public DuplicateSignatureException(String role, String keyId) {
        super("TRUST-DUPLICATE-SIGNATURE", "the " + role + " metadata has two signatures of the key " + keyId);
        this.role = role;
        this.keyId = keyId;
    }

    /** The role whose file was refused. */
    public String role() {
        return role;
    }

    /** The key that signed twice. */
    public String keyId() {
        return keyId;
    }
}
