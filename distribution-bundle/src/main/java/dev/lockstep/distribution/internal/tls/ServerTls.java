package dev.lockstep.distribution.internal.tls;

import dev.lockstep.core.pki.KeyAndChain;
import dev.lockstep.core.pki.SingleKeyManager;
import java.io.IOException;
import java.security.GeneralSecurityException;
import java.util.Optional;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManager;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How this computer authenticates over TLS. A key that is renewed is in force with the next connection, those that stand go on
 * with theirs. Safe for use by several threads.
 */
public final class ServerTls {
    private static final Logger LOG = LoggerFactory.getLogger(ServerTls.class);

    private final KeySource source;
    private volatile Optional<KeyAndChain> current = Optional.empty();
    private Optional<SSLContext> context = Optional.empty();
    private String failure = "";

    /** TLS with a key from somewhere; it is not asked for yet. */
    public ServerTls(KeySource source) {
        this.source = source;
    }

    /**
     * The context of all connections.
     *
     * @throws IOException if there is no key, and why
     * @throws GeneralSecurityException likewise
     */
    public synchronized SSLContext context() throws IOException, GeneralSecurityException {
        if (context.isEmpty()) {
            current = Optional.of(source.current());
            SSLContext made = SSLContext.getInstance("TLSv1.3");
            made.init(
                    new KeyManager[] {new SingleKeyManager(() -> current.orElseThrow())},
                    new TrustManager[] {new AnyClientCertificate(() -> current.orElseThrow())},
                    null);
            context = Optional.of(made);
        }
        return context.get();
    }

    /** Renews the key if it is time. Whatever fails, the key that is in force stays. Call it now and then. */
    public synchronized void refresh() {
        if (context.isEmpty()) {
            return;
        }
        try {
            current = Optional.of(source.current());
            failure = "";
        } catch (IOException | GeneralSecurityException e) {
            // It is tried every few seconds: the log says it once, until it changes.
            if (!failure.equals(e.toString())) {
                LOG.error("The key for TLS cannot be renewed; the one from before stays in force", e);
                failure = e.toString();
            }
        }
    }

    /** The key in force; empty before the first connection could be answered. */
    public Optional<KeyAndChain> current() {
        return current;
    }
}
