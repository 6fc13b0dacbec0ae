package dev.lockstep.core.tuf;

/** A search visited as many roles as are allowed and was not at its end. */
public final class TooManyDelegationsException extends TufException {
    public TooManyDelegationsException(int maximum) {
        super("TRUST-TOO-MANY-DELEGATIONS", "targets", "the search ended after " + maximum + " roles");
    }
}
