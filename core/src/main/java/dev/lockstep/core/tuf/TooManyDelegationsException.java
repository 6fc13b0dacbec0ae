package dev.lockstep.core.tuf;

import java.util.Map;

/** A search reached the limit of roles before its end. */
public final class TooManyDelegationsException extends TufException {
    public TooManyDelegationsException(int maximum) {
        super("TRUST-TOO-MANY-DELEGATIONS", "targets", "too-many-delegations", Map.of("count", maximum));
    }
}
