package dev.lockstep.distribution.internal.tls;

import dev.lockstep.core.pki.KeyAndChain;
import dev.lockstep.core.pki.PemFile;
import dev.lockstep.core.settings.SecretsFile.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.Arrays;
import java.util.Collections;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;

/**
 * The administrator's own key and certificates, from a PKCS #12, JKS or PEM file. It is read again when the file was replaced.
 * Not a record, and without the password in its text: it must never come into a log.
 */
public final class AdministratorsKey implements KeySource {
    private final Path file;
    private final Secret password;
    private Optional<KeyAndChain> read = Optional.empty();
    private FileTime asOf = FileTime.fromMillis(0);

    /**
     * A key in a file.
     *
     * @param password opens a keystore; not looked at for PEM
     */
    public AdministratorsKey(Path file, Secret password) {
        this.file = Objects.requireNonNull(file, "file");
        this.password = Objects.requireNonNull(password, "password");
    }

    @Override
    public KeyAndChain current() throws IOException {
        try {
            return read();
        } catch (NoSuchFileException e) {
            throw new IOException("there is no file " + file, e);
        } catch (IOException | GeneralSecurityException | IllegalArgumentException e) {
            // Java's own words seldom name the file, and sometimes there are none.
            String said = e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
            throw said.contains(file.toString()) ? new IOException(said, e) : new IOException(file + ": " + said, e);
        }
    }

    private KeyAndChain read() throws IOException, GeneralSecurityException {
        FileTime now = Files.getLastModifiedTime(file);
        if (read.isEmpty() || !now.equals(asOf)) {
            read = Optional.of(isPem() ? pem() : keystore());
            asOf = now;
        }
        return read.get();
    }

    private boolean isPem() {
        return file.toString().toLowerCase(Locale.ROOT).endsWith(".pem");
    }

    private KeyAndChain pem() throws IOException {
        return PemFile.read(file).orElseThrow(() -> new IOException("there is no file " + file));
    }

    private KeyAndChain keystore() throws IOException, GeneralSecurityException {
        char[] secret = password.read().toCharArray();
        try {
            KeyStore store = KeyStore.getInstance(file.toFile(), secret);
            for (String alias : Collections.list(store.aliases())) {
                Key key = store.getKey(alias, secret);
                if (key instanceof PrivateKey own) {
                    return new KeyAndChain(
                            own,
                            Arrays.stream(store.getCertificateChain(alias))
                                    .map(X509Certificate.class::cast)
                                    .toList());
                }
            }
            throw new IOException("there is no private key in " + file);
        } finally {
            Arrays.fill(secret, ' ');
        }
    }

    @Override
    public String toString() {
        return file.toString();
    }
}
