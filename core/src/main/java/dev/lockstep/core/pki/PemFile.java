package dev.lockstep.core.pki;

import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.files.OwnerFile;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A private key and its certificates in one PEM file, as OpenSSL and web servers have them (RFC 7468). */
public final class PemFile {
    private static final int LONGEST = 256 << 10;
    private static final List<String> ALGORITHMS = List.of("EC", "RSA", "Ed25519", "Ed448", "RSASSA-PSS");

    private PemFile() {}

    /**
     * Reads a key and its certificates; empty if there is no such file.
     *
     * @throws IOException if it cannot be read or is no such file; the message says why
     */
    public static Optional<KeyAndChain> read(Path file) throws IOException {
        Optional<byte[]> contents = DurableFiles.read(file, LONGEST);
        return contents.isEmpty() ? Optional.empty() : Optional.of(parse(file, contents.get()));
    }

    private static KeyAndChain parse(Path file, byte[] contents) throws IOException {
        List<PrivateKey> keys = new ArrayList<>();
        List<X509Certificate> chain = new ArrayList<>();
        try {
            for (Pem.Block block : Pem.blocks(new String(contents, StandardCharsets.ISO_8859_1))) {
                switch (block.label()) {
                    case "PRIVATE KEY" -> keys.add(key(block.bytes()));
                    case "CERTIFICATE" ->
                        chain.add((X509Certificate) CertificateFactory.getInstance("X.509")
                                .generateCertificate(new ByteArrayInputStream(block.bytes())));
                    default ->
                        throw new IOException(file + " holds a " + block.label()
                                + "; needed are one PRIVATE KEY (PKCS#8, not encrypted) and its CERTIFICATEs");
                }
            }
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new IOException(file + " holds a key or a certificate that Java cannot read", e);
        }
        if (keys.size() != 1 || chain.isEmpty()) {
            throw new IOException(file + " holds " + keys.size() + " private keys and " + chain.size()
                    + " certificates; needed are one PRIVATE KEY and its CERTIFICATEs, its own first");
        }
        return new KeyAndChain(keys.get(0), chain);
    }

    private static PrivateKey key(byte[] pkcs8) throws GeneralSecurityException {
        GeneralSecurityException last = new GeneralSecurityException("the key is of an unknown kind");
        for (String algorithm : ALGORITHMS) {
            try {
                return KeyFactory.getInstance(algorithm).generatePrivate(new PKCS8EncodedKeySpec(pkcs8));
            } catch (GeneralSecurityException e) {
                last.addSuppressed(e);
            }
        }
        throw last;
    }

    /** Writes a key and its certificates; nobody but the owner of the file can read it at any moment. */
    public static void write(Path file, KeyAndChain contents) throws IOException {
        StringBuilder pem =
                new StringBuilder(Pem.write("PRIVATE KEY", contents.key().getEncoded()));
        for (X509Certificate certificate : contents.chain()) {
            pem.append(certificate(certificate));
        }
        OwnerFile.write(file, pem.toString().getBytes(StandardCharsets.US_ASCII));
    }

    /** A certificate as a block of text, for people to carry into a browser. */
    public static String certificate(X509Certificate certificate) {
        try {
            return Pem.write("CERTIFICATE", certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("a certificate that was read has its encoding", e);
        }
    }
}
