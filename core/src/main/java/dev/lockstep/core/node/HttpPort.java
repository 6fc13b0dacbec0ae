package dev.lockstep.core.node;

import dev.lockstep.core.pki.Fingerprint;
import dev.lockstep.core.problem.Problem;
import java.net.URI;
import java.util.Optional;

/**
 * The one port of this computer. A service of the distribution bundle; safe for use by several threads.
 *
 * <p>Bundles answer on it by registering a Jetty {@code Handler} as a service with the property {@value #PATH}; it implements
 * {@code core.access.Guarded}, for without that nobody is answered.
 */
public interface HttpPort {
    /**
     * The service property with the prefix of the paths that a handler answers, such as {@code /api/v1/events}, or several.
     * The longest prefix wins; the handler is started and stopped by the port.
     */
    String PATH = "lockstep.http.path";

    /** The URL by which applications of this computer reach it; empty while it is not listening. */
    Optional<URI> local();

    /** The authority that clients pin, at the end of this computer's certificates; empty while it speaks no TLS. */
    Optional<Fingerprint> authority();

    /** Checks now what would otherwise be noticed within seconds: new keys, or distribution switched on or off. */
    void refresh();

    /** Why it is not listening; empty while it is. */
    Optional<Problem> problem();
}
