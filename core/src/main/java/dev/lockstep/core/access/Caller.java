package dev.lockstep.core.access;

import dev.lockstep.core.pki.Fingerprint;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Who makes a request, as authenticated before any handler runs. Handlers find it in the request attribute {@value #ATTRIBUTE};
 * without that attribute requests are not authenticated, and the caller is unknown.
 */
public sealed interface Caller {
    /** The attribute of a request that holds it. */
    String ATTRIBUTE = "lockstep.caller";

    /**
     * A computer that was admitted.
     *
     * @param id its node's id
     * @param name its name, for people
     * @param key the key that it proved
     */
    record Computer(String id, String name, Fingerprint key) implements Caller {
        public Computer {
            Objects.requireNonNull(id, "id");
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(key, "key");
        }
    }

    /**
     * A person who signed in.
     *
     * @param name the user name
     * @param rights what that person may do
     */
    record Person(String name, Set<Right> rights) implements Caller {
        public Person {
            Objects.requireNonNull(name, "name");
            rights = Set.copyOf(rights);
        }
    }

    /**
     * A caller that is neither an admitted computer nor a signed-in person.
     *
     * @param key the key that it proved in the handshake, if any
     */
    record Anonymous(Optional<Fingerprint> key) implements Caller {
        public Anonymous {
            Objects.requireNonNull(key, "key");
        }
    }
}
