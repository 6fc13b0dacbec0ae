package dev.lockstep.core.node;

import dev.lockstep.core.audit.Audited;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The computers that reported to this one, until they are forgotten. A service of the fleet bundle; safe for use by several
 * threads.
 */
public interface KnownComputers {
    /** All of them, in the order of their names; those that another one has taken the place of come last, before those behind relays. */
    List<Known> known();

    /**
     * Forgets a computer. One that still reports is known again after its next report.
     *
     * @param id its id
     * @return whether it was known
     * @throws IOException if it is remembered on disk and cannot be removed there
     */
    @Audited
    boolean forget(String id) throws IOException;

    /**
     * A computer that is known.
     *
     * @param id its id, which is another one after a reinstallation
     * @param name its name
     * @param seen when it last reported
     * @param behind the id of the relay that passes its reports on; empty if it reports here itself
     */
    record Known(String id, String name, Instant seen, Optional<String> behind) {
        public Known {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(seen, "seen");
            Objects.requireNonNull(behind, "behind");
        }
    }
}
