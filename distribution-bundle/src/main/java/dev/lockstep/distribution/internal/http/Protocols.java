package dev.lockstep.distribution.internal.http;

import java.util.List;
import java.util.Optional;
import java.util.Set;
import javax.net.ssl.SSLContext;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.DetectorConnectionFactory;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.SecureRequestCustomizer;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** TLS 1.3 with HTTP/1.1 and HTTP/2 (ALPN), and HTTP/1.1 in plain text, on one port: the first byte tells them apart. */
final class Protocols {
    /** As ALPN spells it, byte for byte; Jetty's own name for it is in capitals. */
    private static final String HTTP_1_1 = "http/1.1";

    private static final int ACCEPT_QUEUE = 4096;

    private final HttpOptions options;
    private final Optional<SSLContext> tls;

    Protocols(HttpOptions options, Optional<SSLContext> tls) {
        this.options = options;
        this.tls = tls;
    }

    ServerConnector connector(Server server, String host) {
        ServerConnector connector = new FileConnector(server, factories().toArray(ConnectionFactory[]::new));
        connector.setHost(host);
        connector.setPort(options.port());
        connector.setIdleTimeout(options.idle().toMillis());
        // Where those wait whom AcceptGate does not let in yet; the system's own limit (net.core.somaxconn) may be
        // lower.
        connector.setAcceptQueueSize(ACCEPT_QUEUE);
        return connector;
    }

    private List<ConnectionFactory> factories() {
        HttpConfiguration http = http();
        HttpConnectionFactory http1 = new HttpConnectionFactory(http);
        if (tls.isEmpty()) {
            return List.of(http1);
        }
        HTTP2ServerConnectionFactory http2 = new HTTP2ServerConnectionFactory(http);
        // Named, because by itself it offers only what stands behind it in the list.
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory(http2.getProtocol(), HTTP_1_1);
        alpn.setDefaultProtocol(http1.getProtocol());
        SslConnectionFactory secure = new SslConnectionFactory(context(tls.get()), alpn.getProtocol());
        // What begins with no TLS record is left to the factory that stands next in the list.
        return List.of(new DetectorConnectionFactory(secure), http1, alpn, http2);
    }

    private static SslContextFactory.Server context(SSLContext tls) {
        SslContextFactory.Server context = new SslContextFactory.Server();
        context.setSslContext(tls);
        context.setIncludeProtocols("TLSv1.3");
        // Computers prove a key; people and strangers have none.
        context.setWantClientAuth(true);
        return context;
    }

    private HttpConfiguration http() {
        HttpConfiguration http = new HttpConfiguration();
        http.setRequestHeaderSize(options.headerBytes());
        http.setSendServerVersion(false);
        http.addCustomizer(new LockstepHeader());
        // A certificate need not name the address this computer is reached by: clients pin its authority.
        http.addCustomizer(new SecureRequestCustomizer(false));
        // A role's name is percent-encoded in its file name, and the file name once more in the path. Handlers decode
        // once.
        http.setUriCompliance(new UriCompliance("LOCKSTEP", Set.of(UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING)));
        return http;
    }
}
