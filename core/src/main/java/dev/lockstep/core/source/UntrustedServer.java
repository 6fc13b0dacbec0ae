package dev.lockstep.core.source;

import dev.lockstep.core.message.NodeDescription;
import dev.lockstep.core.message.NodeJson;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import java.io.IOException;
import java.net.Socket;
import java.security.GeneralSecurityException;
import java.security.cert.X509Certificate;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509ExtendedTrustManager;

/**
 * A server whose certificate is not trusted at its address, most likely because it was reinstalled. It is asked for its state
 * over a separate connection, without this computer's key. Its answer only chooses the words of the error message; nothing else
 * depends on it.
 */
final class UntrustedServer {
    private static final Set<String> NOTHING_TO_DISTRIBUTE = Set.of("empty", "off");

    private final HttpTransport transport;

    /**
     * The server behind a transport.
     *
     * @param transport uses {@link #anyServer()}
     */
    UntrustedServer(HttpTransport transport) {
        this.transport = transport;
    }

    /** The problem in the variant that fits the server's state, or unchanged if the state explains nothing. */
    Problem described(Problem problem) {
        if (problem.code() != ProblemCode.SERVER_CHANGED || !hasNothingToDistribute()) {
            return problem;
        }
        Map<String, String> facts = new TreeMap<>(problem.facts());
        facts.put(Problem.VARIANT, "nothing-to-distribute");
        return Problem.of(problem.code(), facts);
    }

    private boolean hasNothingToDistribute() {
        try {
            Optional<byte[]> answer = transport.read(NodeDescription.PATH, NodeJson.MAXIMUM_NODE_BYTES);
            return answer.isPresent()
                    && NOTHING_TO_DISTRIBUTE.contains(
                            NodeJson.readNode(answer.get()).distribution());
        } catch (ProblemException | IOException e) {
            // The problem is reported in any case; only the hint is missing.
            return false;
        }
    }

    /** TLS that accepts any server and shows no client key. */
    static SSLContext anyServer() {
        try {
            SSLContext context = SSLContext.getInstance("TLSv1.3");
            context.init(null, new TrustManager[] {new AnyServer()}, null);
            return context;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has TLS 1.3", e);
        }
    }

    private static final class AnyServer extends X509ExtendedTrustManager {
        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            // Known not to be trusted: nothing is sent to it, and nothing it says is believed.
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type, Socket socket) {
            // As above.
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            // As above.
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, SSLEngine engine) {
            throw new UnsupportedOperationException("this is a client");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type, Socket socket) {
            throw new UnsupportedOperationException("this is a client");
        }

        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            throw new UnsupportedOperationException("this is a client");
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
