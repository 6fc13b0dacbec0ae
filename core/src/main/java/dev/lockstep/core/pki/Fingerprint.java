package dev.lockstep.core.pki;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.PublicKey;
import java.security.cert.CertificateEncodingException;
import java.security.cert.X509Certificate;
import java.util.HexFormat;
import java.util.regex.Pattern;

/**
 * The SHA-256 of a certificate or of a public key, by which it is known.
 *
 * @param hex 64 lower-case hexadecimal digits
 */
public record Fingerprint(@JsonValue String hex) {
    private static final Pattern FORM = Pattern.compile("[0-9a-f]{64}");
    private static final int GROUP = 4;
    private static final int SHOWN = 32;

    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public Fingerprint {
        if (!FORM.matcher(hex).matches()) {
            throw new IllegalArgumentException("not a fingerprint: 64 hexadecimal digits are needed");
        }
    }

    /** Of a whole certificate. */
    public static Fingerprint of(X509Certificate certificate) {
        try {
            return of(certificate.getEncoded());
        } catch (CertificateEncodingException e) {
            throw new IllegalArgumentException("a certificate that was read has its encoding", e);
        }
    }

    /** Of a key, whatever certificate it stands in (SHA-256 of its SubjectPublicKeyInfo). */
    public static Fingerprint ofKey(PublicKey key) {
        return of(key.getEncoded());
    }

    /** Of some bytes. */
    public static Fingerprint of(byte[] bytes) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(bytes);
            return new Fingerprint(HexFormat.of().formatHex(hash));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }

    byte[] bytes() {
        return HexFormat.of().parseHex(hex);
    }

    /** What two people compare: the first 128 bits in groups, {@code 8f3a-12cd-...}. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < SHOWN; i += GROUP) {
            text.append(i == 0 ? "" : "-").append(hex, i, i + GROUP);
        }
        return text.toString();
    }
}
