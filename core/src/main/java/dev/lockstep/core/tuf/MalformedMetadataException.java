package dev.lockstep.core.tuf;

/** The file is not what its role's metadata has to be; nothing in it was used. */
public final class MalformedMetadataException extends TufException {
    public MalformedMetadataException(String role, Throwable cause) {
        super("TRUST-MALFORMED", role, "the " + role + " metadata cannot be read: " + cause.getMessage(), cause);
    }
}
