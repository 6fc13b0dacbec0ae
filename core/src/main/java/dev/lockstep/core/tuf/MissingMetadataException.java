package dev.lockstep.core.tuf;

/** The repository does not have a file that its own metadata names. */
public final class MissingMetadataException extends TufException {
    private static final long serialVersionUID = 1L;

    private final String role;
    private final String name;

    public MissingMetadataException(String role, String name) {
        super("TRUST-MISSING", "the repository has no " + name);
        this.role = role;
        this.name = name;
    }

    /** The role whose file was refused. */
    public String role() {
        return role;
    }

    /** The name under which it was asked for. */
    public String name() {
        return name;
    }
}
