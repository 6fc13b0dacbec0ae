package dev.lockstep.signing.repository;

import java.nio.file.Path;

/** Somebody else is publishing to this repository at the moment. */
public final class RepositoryLockedException extends RepositoryException {
    public RepositoryLockedException(Path folder) {
        super("REPOSITORY-LOCKED", "somebody else is publishing to " + folder + "; try again when that has ended");
    }
}
