package dev.lockstep.core.tuf;

/**
 * Too few of a role's keys have signed a file: the file is made up, or its signatures stay below the threshold.
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
