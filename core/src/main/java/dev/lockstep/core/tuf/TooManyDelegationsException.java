package dev.lockstep.core.tuf;

/** A search reached the limit of roles before its end. */
public final class TooManyDelegationsException extends TufException {
    public TooManyDelegationsException(int maximum) {
        super("TRUST-TOO-MANY-DELEGATIONS", "targets", "the search ended after " + maximum + " roles");
    }
}
