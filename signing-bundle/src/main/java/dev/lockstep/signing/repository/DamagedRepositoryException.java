package dev.lockstep.signing.repository;

import java.nio.file.Path;

/** What is in the folder does not verify, so nothing is built on it; the cause says which file and why. */
public final class DamagedRepositoryException extends RepositoryException {
    public DamagedRepositoryException(Path folder, Throwable cause) {
        super("REPOSITORY-DAMAGED", "the repository in " + folder + " does not verify: " + cause.getMessage(), cause);
    }
}
