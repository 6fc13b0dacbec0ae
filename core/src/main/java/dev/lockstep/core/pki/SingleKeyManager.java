package dev.lockstep.core.pki;

import java.net.Socket;
import java.security.Principal;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.function.Supplier;
import javax.net.ssl.SSLEngine;
import javax.net.ssl.X509ExtendedKeyManager;

/**
 * Authenticates a computer with its current key: a replaced key takes effect with the next connection. Safe for use by several
 * threads if its supplier is.
 */
public final class SingleKeyManager extends X509ExtendedKeyManager {
    private final Supplier<KeyAndChain> current;

    /** Asks for the key at every handshake. */
    public SingleKeyManager(Supplier<KeyAndChain> current) {
        this.current = current;
    }

    /** The alias names the key, so that chain and key of one handshake belong together even if the key changes meanwhile. */
    private String alias() {
        return current.get().fingerprint().hex();
    }

    @Override
    public String chooseEngineClientAlias(String[] keyType, Principal[] issuers, SSLEngine engine) {
        return alias();
    }

    @Override
    public String chooseEngineServerAlias(String keyType, Principal[] issuers, SSLEngine engine) {
        return fits(keyType) ? alias() : null;
    }

    @Override
    public String chooseClientAlias(String[] keyType, Principal[] issuers, Socket socket) {
        return alias();
    }

    @Override
    public String chooseServerAlias(String keyType, Principal[] issuers, Socket socket) {
        return fits(keyType) ? alias() : null;
    }

    private boolean fits(String keyType) {
        // Java's contract: null where there is no key of this type.
        return current.get().key().getAlgorithm().equals(keyType);
    }

    @Override
    public String[] getClientAliases(String keyType, Principal[] issuers) {
        return new String[] {alias()};
    }

    @Override
    public String[] getServerAliases(String keyType, Principal[] issuers) {
        return new String[] {alias()};
    }

    @Override
    public X509Certificate[] getCertificateChain(String alias) {
        return of(alias).chain().toArray(X509Certificate[]::new);
    }

    @Override
    public PrivateKey getPrivateKey(String alias) {
        return of(alias).key();
    }

    private KeyAndChain of(String alias) {
        KeyAndChain now = current.get();
        if (!now.fingerprint().hex().equals(alias)) {
            throw new IllegalStateException("the key was replaced during a handshake; the next one works");
        }
        return now;
    }
}
