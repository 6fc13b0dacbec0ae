package dev.lockstep.signing.repository;

import java.nio.file.Path;

/** A file is no Ed25519 private key in PEM, or the passphrase does not open it. */
public final class UnusableKeyFileException extends RepositoryException {
    public UnusableKeyFileException(Path file, String reason) {
        super("REPOSITORY-KEY-FILE", "the key in " + file + " cannot be used: " + reason);
    }

    public UnusableKeyFileException(Path file, String reason, Throwable cause) {
        super("REPOSITORY-KEY-FILE", "the key in " + file + " cannot be used: " + reason, cause);
    }
}
