package dev.lockstep.core.source;

import java.io.IOException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;

/** How a computer gets access to a server of its site: its key, whom it trusts, and its enrolment. Safe for use by several threads. */
public interface ServerAccess {
    /**
     * The keys and the trust for connections to an address.
     *
     * @throws IOException if the files they stand in cannot be used; the message says why
     */
    SSLContext tls(ServerAddress address) throws IOException;

    /** Trusts the server that answered at an address, if none was trusted there so far. */
    void remember(ServerAddress address, SSLSession session) throws IOException;

    /**
     * Asks a server to be admitted. Returns when this computer is.
     *
     * @throws dev.lockstep.core.problem.ProblemException if it is not admitted, and what can be done
     */
    void enrol(ServerAddress address, HttpTransport server) throws IOException;
}
