package dev.lockstep.core.tuf;

/** A search visited as many roles as are allowed and was not at its end. */
public final class TooManyDelegationsException extends TufException {
    private static final long serialVersionUID = 1L;

    private final int maximum;

    public TooManyDelegationsException(int maximum) {
        super("TRUST-TOO-MANY-DELEGATIONS", "the search ended after " + maximum + " roles");
        this.maximum = maximum;
    }

    /** The most roles that are visited. */
    public int maximum() {
        return maximum;
    }
}
