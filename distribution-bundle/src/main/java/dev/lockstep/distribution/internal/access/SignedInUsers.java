package dev.lockstep.distribution.internal.access;

import dev.lockstep.core.access.Caller;
import java.util.Optional;
import org.eclipse.jetty.server.Request;

/** Knows the people who signed in. Answers at once. */
public interface SignedInUsers {
    /** Where nobody can sign in. */
    SignedInUsers NONE = new SignedInUsers() {
        @Override
        public Optional<Caller.Person> of(Request request) {
            return Optional.empty();
        }

        @Override
        public boolean isForged(Request request) {
            return true;
        }
    };

    /** Who makes a request; empty if nobody signed in with it. */
    Optional<Caller.Person> of(Request request);

    /** Whether a request lacks what only the page of that person can know, and may have been made by another site. */
    boolean isForged(Request request);
}
