package dev.lockstep.core.tuf.repository;

/** Fewer keys have signed, or are at hand to sign, than a role's threshold; nothing was written. */
public final class SignersMissingException extends RepositoryException {
    private static final long serialVersionUID = 1L;

    private final String role;
    private final int required;
    private final int available;

    public SignersMissingException(String role, int required, int available) {
        super(
                "REPOSITORY-SIGNERS",
                "the " + role + " metadata needs the signatures of " + required + " keys, but " + available
                        + " of its keys are at hand; nothing was written");
        this.role = role;
        this.required = required;
        this.available = available;
    }

    /** The role that cannot be signed. */
    public String role() {
        return role;
    }

    /** The threshold of the role. */
    public int required() {
        return required;
    }

    /** How many of the role's keys are at hand. */
    public int available() {
        return available;
    }
}
