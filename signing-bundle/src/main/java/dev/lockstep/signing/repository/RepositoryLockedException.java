package dev.lockstep.signing.repository;

import java.nio.file.Path;

/** Somebody else is publishing to this repository at the moment. */
public final class RepositoryLockedException extends RepositoryException {
    private static final long serialVersionUID = 1L;

    public RepositoryLockedException(Path folder) {
        super("REPOSITORY-LOCKED", "somebody else is publishing to " + folder + "; try again when that has ended");
    }
}
