package dev.lockstep.core.tuf;

/**
 * Something was refused: metadata, or a file that metadata describes. What was trusted before stays trusted and stored, and
 * the next update begins from there.
 */
public abstract sealed class TufException extends CodedException
        permits DuplicateSignatureException,
                ExpiredMetadataException,
                FileTooLongException,
                HashMismatchException,
                LengthMismatchException,
                MalformedMetadataException,
                MissingMetadataException,
                NoTrustedRootException,
                RoleNotInSnapshotException,
                RoleRemovedException,
                RollbackException,
                SignatureThresholdException,
                TooManyDelegationsException,
                UnsafeNameException,
                UnsupportedHashException,
                VersionMismatchException {
    private final String subject;

    TufException(String code, String subject, String message) {
        this(code, subject, message, null);
    }

    TufException(String code, String subject, String message, Throwable cause) {
        super(code, message, cause);
        this.subject = subject;
    }

    /** What was refused: a role, the name of a file, or the path of a target. */
    public String subject() {
        return subject;
    }
}
