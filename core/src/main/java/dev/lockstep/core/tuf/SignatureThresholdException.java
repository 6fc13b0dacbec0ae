package dev.lockstep.core.tuf;

/**
 * Too few of the keys that may sign a role have signed it: an arbitrary file, or one signed by keys below the threshold.
 */
public final class SignatureThresholdException extends TufException {
    private static final long serialVersionUID = 1L;

    private final String role;
    private final int required;
    private final int valid;

    public SignatureThresholdException(String role, int required, int valid) {
        super(
                "TRUST-SIGNATURES",
                "the " + role + " metadata is signed by " + valid + " of the keys that may sign it, but " + required
                        + " are needed");
        this.role = role;
        this.required = required;
        this.valid = valid;
    }

    /** The role whose file was refused. */
    public String role() {
        return role;
    }

    /** How many distinct keys have to sign. */
    public int required() {
        return required;
    }

    /** How many distinct keys have signed. */
    public int valid() {
        return valid;
    }
}
