package dev.lockstep.core.tuf;

/**
 * Too few of the keys that may sign a role have signed it: an arbitrary file, or one signed by keys below the threshold.
 */
public final class SignatureThresholdException extends TufException {
    public SignatureThresholdException(String role, int required, int valid) {
        super(
                "TRUST-SIGNATURES",
                role,
                "the " + role + " metadata is signed by " + valid + " of the keys that may sign it, but " + required
                        + " are needed");
    }
}
