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
     */
    Optional<Set<String>> roles(String user, char[] password);
}
