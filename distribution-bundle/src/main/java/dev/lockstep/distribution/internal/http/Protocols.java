package dev.lockstep.distribution.internal.http;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.eclipse.jetty.alpn.server.ALPNServerConnectionFactory;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http.UriCompliance;
import org.eclipse.jetty.http2.server.HTTP2CServerConnectionFactory;
import org.eclipse.jetty.http2.server.HTTP2ServerConnectionFactory;
import org.eclipse.jetty.io.Connection;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.server.ConnectionFactory;
import org.eclipse.jetty.server.Connector;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.HttpConnectionFactory;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.server.SslConnectionFactory;
import org.eclipse.jetty.util.ssl.SslContextFactory;

/** HTTP/1.1 and HTTP/2 on one port: by prior knowledge or upgrade in plain text, by ALPN with TLS. */
final class Protocols {
    private final HttpOptions options;

    Protocols(HttpOptions options) {
        this.options = options;
    }

    ServerConnector connector(Server server, String host) {
        ServerConnector connector = new FileConnector(server, factories().toArray(ConnectionFactory[]::new));
        connector.setHost(host);
        connector.setPort(options.port());
        connector.setIdleTimeout(options.idle().toMillis());
        connector.setAcceptQueueSize(1024);
        return connector;
    }

    private List<ConnectionFactory> factories() {
        HttpConfiguration http = http();
        HttpConnectionFactory http1 = new HttpConnectionFactory(http);
        if (options.tls().isEmpty()) {
            return List.of(http1, new PriorKnowledgeOnly(http));
        }
        ALPNServerConnectionFactory alpn = new ALPNServerConnectionFactory();
        alpn.setDefaultProtocol(http1.getProtocol());
        SslContextFactory.Server tls = new SslContextFactory.Server();
        tls.setKeyStorePath(options.tls().get().keystore().toUri().toString());
        tls.setKeyStorePassword(options.tls().get().password());
        // A node's certificate need not name the address it is reached by: clients pin it.
        tls.setSniRequired(false);
        List<ConnectionFactory> factories = new ArrayList<>();
        factories.add(new SslConnectionFactory(tls, alpn.getProtocol()));
        factories.add(alpn);
        factories.add(new HTTP2ServerConnectionFactory(http));
        factories.add(http1);
        return factories;
    }

    private HttpConfiguration http() {
        HttpConfiguration http = new HttpConfiguration();
        http.setRequestHeaderSize(options.headerBytes());
        http.setSendServerVersion(false);
        http.addCustomizer(new OneHeader());
        // A role's name is percent-encoded in its file name, and the file name once more in the path. Handlers decode
        // once.
        http.setUriCompliance(new UriCompliance("LOCKSTEP", Set.of(UriCompliance.Violation.AMBIGUOUS_PATH_ENCODING)));
        return http;
    }

    /**
     * HTTP/2 in plain text for those who know that it is spoken here. The upgrade of a running HTTP/1.1 connection is not offered
     * (RFC 9113 dropped it): about one in a hundred of such connections never got its first answer.
     */
    private static final class PriorKnowledgeOnly extends HTTP2CServerConnectionFactory {
        PriorKnowledgeOnly(HttpConfiguration http) {
            super(http);
        }

        @Override
        public Connection upgradeConnection(
                Connector connector, EndPoint endPoint, MetaData.Request upgrade, HttpFields.Mutable answer) {
            // With null there is nothing to upgrade to, and the request is answered in HTTP/1.1.
            return HttpMethod.PRI.is(upgrade.getMethod())
                    ? super.upgradeConnection(connector, endPoint, upgrade, answer)
                    : null;
        }
    }
}
