package dev.lockstep.signing.repository;

import dev.lockstep.core.tuf.CodedException;

/** The repository cannot be written as was asked; what clients see has not changed. */
public abstract sealed class RepositoryException extends CodedException
        permits DamagedRepositoryException,
                NotARepositoryException,
                RepositoryExistsException,
                RepositoryLockedException,
                SignersMissingException,
                UnusableDraftException,
                UnusableKeyFileException {
    RepositoryException(String code, String message) {
        this(code, message, null);
    }

    RepositoryException(String code, String message, Throwable cause) {
        super(code, message, cause);
    }
}
