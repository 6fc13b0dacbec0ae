package dev.lockstep.core.tuf;

import java.util.Map;

/**
 * Too few of a role's keys have signed a file: the file is made up, or its signatures stay below the threshold.
 */
public final class SignatureThresholdException extends TufException {
    public SignatureThresholdException(String role, int required, int valid) {
        super("TRUST-SIGNATURES", role, "signatures", Map.of("role", role, "count", valid, "needed", required));
    }
}
