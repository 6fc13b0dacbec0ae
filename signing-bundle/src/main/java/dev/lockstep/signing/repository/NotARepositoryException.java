package dev.lockstep.signing.repository;

import java.nio.file.Path;

/** The folder holds no repository yet. */
public final class NotARepositoryException extends RepositoryException {
    public NotARepositoryException(Path folder) {
        super("REPOSITORY-MISSING", folder + " holds no repository: there is no root.json of any version in it");
    }
}
