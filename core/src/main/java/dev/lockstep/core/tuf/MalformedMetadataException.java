package dev.lockstep.core.tuf;

/** The file does not have the form of its role's metadata; nothing in it was used. */
public final class MalformedMetadataException extends TufException {
    public MalformedMetadataException(String role, Throwable cause) {
        super("TRUST-MALFORMED", role, "the " + role + " metadata cannot be read: " + cause.getMessage(), cause);
    }
}
