package dev.lockstep.distribution.internal.http;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.time.Duration;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/** A key for TLS, made with the JDK's keytool, and the trust in it. */
public record TestKey(Path keystore) {
    static final String PASSWORD = "correct horse";

    public static TestKey make(Path folder) throws IOException, InterruptedException {
        Path keystore = folder.resolve("key.p12");
        Path keytool = Path.of(System.getProperty("java.home"), "bin", "keytool");
        Process made = new ProcessBuilder(
                        keytool.toString(),
                        "-genkeypair",
                        "-keyalg",
                        "EC",
                        "-alias",
                        "node",
                        "-dname",
                        "CN=node",
                        "-ext",
                        "SAN=ip:127.0.0.1",
                        "-storetype",
                        "PKCS12",
                        "-keystore",
                        keystore.toString(),
                        "-storepass",
                        PASSWORD)
                .inheritIO()
                .start();
        if (made.waitFor() != 0) {
            throw new IOException("keytool ended with " + made.exitValue());
        }
        return new TestKey(keystore);
    }

    /** Options of a service that speaks TLS with this key, or tries to with another password. */
    public HttpOptions options(String password) {
        return new HttpOptions(
                Optional.of("127.0.0.1"),
                0,
                Optional.of(new HttpOptions.Tls(keystore, password)),
                Duration.ofSeconds(30),
                1000,
                8192,
                1 << 20,
                0,
                8);
    }

    public HttpOptions options() {
        return options(PASSWORD);
    }

    /** What a client needs to trust this key and no other. */
    public SSLContext trust() throws IOException, GeneralSecurityException {
        KeyStore keys = KeyStore.getInstance("PKCS12");
        try (InputStream in = Files.newInputStream(keystore)) {
            keys.load(in, PASSWORD.toCharArray());
        }
        KeyStore trusted = KeyStore.getInstance("PKCS12");
        trusted.load(null, null);
        trusted.setCertificateEntry("node", keys.getCertificate("node"));
        TrustManagerFactory managers = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
        managers.init(trusted);
        SSLContext context = SSLContext.getInstance("TLS");
        context.init(null, managers.getTrustManagers(), null);
        return context;
    }
}
