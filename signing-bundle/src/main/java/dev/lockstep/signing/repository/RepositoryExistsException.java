package dev.lockstep.signing.repository;

import java.nio.file.Path;

/** A repository was to be made where one is already; beginning again at version 1 would cut off every client. */
public final class RepositoryExistsException extends RepositoryException {
    public RepositoryExistsException(Path folder) {
        super("REPOSITORY-EXISTS", folder + " already holds a repository; nothing was changed");
    }
}
