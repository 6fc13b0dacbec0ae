package dev.lockstep.core.tuf.repository;

/** The repository cannot be written as was asked; what clients see has not changed. */
public abstract sealed class RepositoryException extends Exception
        permits DamagedRepositoryException,
                NotARepositoryException,
                RepositoryExistsException,
                RepositoryLockedException,
                SignersMissingException,
                UnusableKeyFileException {
    private static final long serialVersionUID = 1L;

    private final String code;

    RepositoryException(String code, String message) {
        super(message);
        this.code = code;
    }

    RepositoryException(String code, String message, Throwable cause) {
        super(message, cause);
        this.code = code;
    }

    /** The stable code of this kind of failure, for example {@code REPOSITORY-LOCKED}. */
    public String code() {
        return code;
    }
}
