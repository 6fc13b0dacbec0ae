package dev.lockstep.distribution.internal.access;

import dev.lockstep.core.pki.Fingerprint;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.Request;

/** The keys that computers proved in their handshakes, and the connections they did it on. Safe for use by several threads. */
final class ProvenKeys {
    private static final String FINGERPRINT = "lockstep.fingerprint";

    private final Map<EndPoint, Fingerprint> connections = new WeakHashMap<>();

    /** The key that was proved on the connection of a request; empty in plain text, and for people and strangers. */
    Optional<Fingerprint> of(Request request) {
        EndPoint connection = request.getConnectionMetaData().getConnection().getEndPoint();
        EndPoint.SslSessionData tls = connection.getSslSessionData();
        if (tls == null || tls.peerCertificates() == null || tls.peerCertificates().length == 0) {
            return Optional.empty();
        }
        Fingerprint key;
        // A hash with each request would cost more than many a request itself.
        if (tls.sslSession().getValue(FINGERPRINT) instanceof Fingerprint known) {
            key = known;
        } else {
            X509Certificate own = tls.peerCertificates()[0];
            key = Fingerprint.ofKey(own.getPublicKey());
            tls.sslSession().putValue(FINGERPRINT, key);
        }
        synchronized (connections) {
            connections.put(connection, key);
        }
        return Optional.of(key);
    }

    /** Closes all connections of a key. */
    void close(Fingerprint key) {
        List<EndPoint> open = new ArrayList<>();
        synchronized (connections) {
            connections.forEach((connection, proved) -> {
                if (proved.equals(key)) {
                    open.add(connection);
                }
            });
        }
        open.forEach(EndPoint::close);
    }
}
