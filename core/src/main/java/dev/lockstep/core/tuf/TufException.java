package dev.lockstep.core.tuf;

/**
 * Something was refused: metadata, or a file that metadata describes. What was trusted before stays trusted and stored, and
 * the next update begins from there.
 */
public abstract sealed class TufException extends Exception
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
    private static final long serialVersionUID = 1L;

    private final String code;

    TufException(String code, String message) {
        super(message);
        this.code = code;
    }

    TufException(String code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** The stable code of this kind of refusal, for example {@code TRUST-ROLLBACK}; it does not change with the text. */
    public String code() {
        return code;
    }
}
