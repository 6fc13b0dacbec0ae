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
 * Whoever proves itself at a server's address by an authority that is not trusted there. What it says of itself chooses the words
 * that a person reads, and nothing else: a server that was reinstalled is the likeliest reason, and the person who reads it knows
 * whether that is so. It is asked one question, over a connection of its own, without this computer's key.
 */
final class Stranger {
    private static final Set<String> NOTHING_TO_DISTRIBUTE = Set.of("empty", "off");

    private final HttpTransport way;

    /**
     * A stranger.
     *
     * @param way to it, over {@link #anyServer()}
     */
    Stranger(HttpTransport way) {
        this.way = way;
    }

    /** The problem with the words that fit what the stranger says; as it was if it says nothing that helps. */
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
            Optional<byte[]> answer = way.read(NodeDescription.PATH, NodeJson.MAXIMUM_NODE_BYTES);
            return answer.isPresent()
                    && NOTHING_TO_DISTRIBUTE.contains(
                            NodeJson.readNode(answer.get()).distribution());
        } catch (ProblemException | IOException e) {
            // Whatever it answers, the problem is that it is another server; that is told in any case.
            return false;
        }
    }

    /** TLS with anybody, without a key of this computer. */
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
            // Known not to be trusted: nothing is told to it, and nothing that it says is believed.
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
