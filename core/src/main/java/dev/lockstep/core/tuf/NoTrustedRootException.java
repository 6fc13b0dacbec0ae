package dev.lockstep.core.tuf;

/** There is no root to start from: none is stored, and none was pinned. */
public final class NoTrustedRootException extends TufException {
    public NoTrustedRootException() {
        super(
                "TRUST-NO-ROOT",
                "root",
                "there is no trusted root to begin with: pin the one that came with the installer");
    }
}
