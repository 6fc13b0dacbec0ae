package dev.lockstep.core.tuf;

import java.util.Map;

/** An older version was offered than the one already trusted. */
public final class RollbackException extends TufException {
    public RollbackException(String role, long trusted, long offered) {
        super("TRUST-ROLLBACK", role, "rollback", Map.of("role", role, "from", trusted, "to", offered));
    }
}
