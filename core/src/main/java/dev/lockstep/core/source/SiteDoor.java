package dev.lockstep.core.source;

import java.io.IOException;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSession;

/** How the computers of a site are talked to over TLS. Safe for use by several threads. */
public interface SiteDoor {
    /**
     * The keys and the trust for connections to an address.
     *
     * @throws IOException if the files they stand in cannot be used; the message says why
     */
    SSLContext tls(ServerAddress address) throws IOException;

    /** A server of ours answered at an address. */
    void met(ServerAddress address, SSLSession session) throws IOException;

    /**
     * Asks a server to be admitted. Returns when this computer is.
     *
     * @throws dev.lockstep.core.problem.ProblemException if it is not admitted, and what can be done
     */
    void knock(ServerAddress address, HttpTransport server) throws IOException;
}
