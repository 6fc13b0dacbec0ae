package dev.lockstep.core.tuf;

/** The file is not what its role's metadata has to be; nothing in it was used. */
public final class MalformedMetadataException extends TufException {
    private static final long serialVersionUID = 1L;

    private final String role;

    public MalformedMetadataException(String role, Throwable cause) {
        super("TRUST-MALFORMED", "the " + role + " metadata cannot be read: " + cause.getMessage(), cause);
        this.role = role;
    }

    /** The role whose file was refused. */
    public String role() {
        return role;
    }
}
