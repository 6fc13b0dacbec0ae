package dev.lockstep.it.attack;

import dev.lockstep.core.pki.KeyAndChain;
import dev.lockstep.core.pki.SingleKeyManager;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/** The two ends of a TLS connection that is broken open in the middle: each with a key, and trust in anybody. */
final class TlsEnds {
    private final SSLContext client;
    private final SSLContext server;

    /**
     * Two ends.
     *
     * @param shown what the client sees
     * @param own what the server sees
     */
    TlsEnds(KeyAndChain shown, KeyAndChain own) {
        this.client = context(shown);
        this.server = context(own);
    }

    private static SSLContext context(KeyAndChain key) {
        try {
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(
                    new KeyManager[] {new SingleKeyManager(() -> key)},
                    new TrustManager[] {new TrustInAnybody()},
                    null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has TLS 1.3", e);
        }
    }

    /** @param begun what of the handshake was read already */
    Socket towardsClient(Socket socket, InputStream begun) throws IOException {
        SSLSocket secure = (SSLSocket) client.getSocketFactory().createSocket(socket, begun, true);
        secure.setUseClientMode(false);
        secure.setWantClientAuth(true);
        secure.startHandshake();
        return secure;
    }

    Socket towardsServer(Socket socket) throws IOException {
        SSLSocket secure = (SSLSocket) server.getSocketFactory()
                .createSocket(socket, socket.getInetAddress().getHostAddress(), socket.getPort(), true);
        secure.startHandshake();
        return secure;
    }

    /** He knows whom he talks to. */
    private static final class TrustInAnybody extends X509ExtendedTrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {}

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {}

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {}

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
