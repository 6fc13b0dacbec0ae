package dev.lockstep.core.tuf;

/** The repository does not have a file that its own metadata names. */
public final class MissingMetadataException extends TufException {
    public MissingMetadataException(String role, String name) {
        super("TRUST-MISSING", role, "the repository has no " + name);
    }
}
