package dev.lockstep.distribution.internal.http;

import dev.lockstep.core.pki.KeyAndChain;
import dev.lockstep.core.pki.SiteAuthority;
import dev.lockstep.distribution.internal.tls.AdministratorsKey;
import dev.lockstep.distribution.internal.tls.ServerTls;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.security.cert.X509Certificate;
import java.time.Instant;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A key for TLS in a keystore, as an administrator brings it, and the trust in it. */
public record TestKey(Path keystore) {
    public static final String PASSWORD = "correct horse";

    public static TestKey make(Path folder) throws IOException, GeneralSecurityException {
        Path keystore = folder.resolve("key.p12");
        KeyAndChain key = SiteAuthority.create("test", Instant.now())
                .issue("node", List.of("127.0.0.1", "localhost"), Instant.now());
        KeyStore store = KeyStore.getInstance("PKCS12");
        store.load(null, null);
        store.setKeyEntry("node", key.key(), PASSWORD.toCharArray(), key.chain().toArray(X509Certificate[]::new));
        try (OutputStream out = Files.newOutputStream(keystore)) {
            store.store(out, PASSWORD.toCharArray());
        }
        return new TestKey(keystore);
    }

    /** A port that is not open yet, and speaks TLS with this key, or tries to with another password. */
    public JettyPort port(String password) {
        return new JettyPort(
                TestPort.options(),
                () -> true,
                Optional.of(new ServerTls(new AdministratorsKey(keystore, () -> password))),
                Optional.empty());
    }

    public JettyPort port() {
        return port(PASSWORD);
    }

    /** Writes the authority's certificate as other programs read it. */
    public Path authority(Path file) throws IOException, GeneralSecurityException {
        Certificate[] chain = keys().getCertificateChain("node");
        String base64 = Base64.getMimeEncoder().encodeToString(chain[chain.length - 1].getEncoded());
        return Files.writeString(file, "-----BEGIN CERTIFICATE-----\n" + base64 + "\n-----END CERTIFICATE-----\n");
    }

    private KeyStore keys() throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keystore)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        return keys;
    }

    /** What a client needs to trust this key and no other. */
    public SSLContext trust() throws IOException, GeneralSecurityException {
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("node", keys().getCertificate("node"));
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
