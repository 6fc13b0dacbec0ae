package dev.lockstep.distribution.internal.people;

import java.util.Optional;
import java.util.Set;

/** Knows people by their passwords. */
@FunctionalInterface
public interface Realm {
    /**
     * The roles of a person; empty if name or password are wrong. It may wait, for a directory on another computer.
     *
     * @param password overwritten by the caller afterwards
     * @throws dev.lockstep.core.problem.ProblemException with {@code DIRECTORY_UNAVAILABLE} if that cannot be found out
     */
    Optional<Set<String>> roles(String user, char[] password);
}
