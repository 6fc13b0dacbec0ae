package dev.lockstep.admin.internal.http;

import dev.lockstep.core.access.Caller;
import dev.lockstep.core.access.UserPrincipal;
import java.io.IOException;
import java.security.PrivilegedActionException;
import java.security.PrivilegedExceptionAction;
import java.util.Set;
import javax.security.auth.Subject;

/** Works on behalf of a person, so that whatever is written down names that person. */
public final class RunAs {
    private RunAs() {}

    /**
     * Does something, and what it throws is thrown.
     *
     * @throws IOException if the work does
     */
    // Its successor, Subject.callAs(), is not there in Java 17, in which Karaf's console works this way too.
    @SuppressWarnings("removal")
    public static <T> T run(Caller.Person person, Work<T> work) throws IOException {
        Subject subject = new Subject(true, Set.of(new UserPrincipal(person.name())), Set.of(), Set.of());
        try {
            return Subject.doAs(subject, (PrivilegedExceptionAction<T>) work::run);
        } catch (PrivilegedActionException e) {
            throw (IOException) e.getException();
        }
    }

    /** Something that is done. */
    @FunctionalInterface
    public interface Work<T> {
        /** Does it. */
        T run() throws IOException;
    }
}
