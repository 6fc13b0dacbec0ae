package dev.lockstep.signing.repository;

/** Fewer keys have signed, or are at hand to sign, than a role's threshold; nothing was written. */
public final class SignersMissingException extends RepositoryException {
    public SignersMissingException(String role, int required, int available) {
        super(
                "REPOSITORY-SIGNERS",
                "the " + role + " metadata needs the signatures of " + required + " keys, but " + available
                        + " of its keys are at hand; nothing was written");
    }
}
