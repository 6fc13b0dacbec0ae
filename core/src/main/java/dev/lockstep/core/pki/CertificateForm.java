package dev.lockstep.core.pki;

import java.io.ByteArrayInputStream;
import java.math.BigInteger;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.SecureRandom;
import java.security.Signature;
import java.security.cert.CertificateFactory;
import java.security.cert.X509Certificate;
import java.security.spec.ECGenParameterSpec;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;

/**
 * A certificate (RFC 5280) as Lockstep makes it: P-256 keys, signed with SHA-256, with nothing in it but what is needed.
 *
 * <p>The JDK reads certificates and has no public way to write one. This form is small enough to write out; Java reads the
 * result back before anybody gets it, so a mistake here cannot leave this class.
 *
 * @param subject whose it is
 * @param key its key
 * @param from since when it holds
 * @param until until when it holds
 * @param extensions what the key may be used for, each a whole extension
 */
record CertificateForm(Name subject, PublicKey key, Instant from, Instant until, List<byte[]> extensions) {
    private static final String ECDSA_WITH_SHA256 = "1.2.840.10045.4.3.2";
    private static final String ORGANISATION = "2.5.4.10";
    private static final String COMMON_NAME = "2.5.4.3";
    private static final String SUBJECT_KEY = "2.5.29.14";
    private static final String KEY_USAGE = "2.5.29.15";
    private static final String OTHER_NAMES = "2.5.29.17";
    private static final String BASIC_CONSTRAINTS = "2.5.29.19";
    private static final String AUTHORITY_KEY = "2.5.29.35";
    private static final String EXTENDED_KEY_USAGE = "2.5.29.37";
    private static final String SERVER_PURPOSE = "1.3.6.1.5.5.7.3.1";
    private static final String CLIENT_PURPOSE = "1.3.6.1.5.5.7.3.2";
    private static final int DNS_NAME = 2;
    private static final int IP_ADDRESS = 7;
    private static final int SERIAL_BITS = 127;
    private static final int KEY_ID_BYTES = 20;

    /** A new key pair on the curve P-256: every TLS 1.3 has it, browsers too. */
    static KeyPair newKeys() {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
            generator.initialize(new ECGenParameterSpec("secp256r1"));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has P-256", e);
        }
    }

    /**
     * Signs it.
     *
     * @param issuer the name of whoever signs, in DER
     */
    X509Certificate signedBy(byte[] issuer, PrivateKey signer) {
        byte[] algorithm = Der.sequence(Der.oid(ECDSA_WITH_SHA256));
        byte[] toBeSigned = Der.sequence(
                Der.explicit(0, Der.integer(BigInteger.TWO)),
                Der.integer(new BigInteger(SERIAL_BITS, new SecureRandom()).setBit(SERIAL_BITS - 1)),
                algorithm,
                issuer,
                Der.sequence(Der.time(from), Der.time(until)),
                subject.der(),
                key.getEncoded(),
                Der.explicit(3, Der.sequence(extensions.toArray(byte[][]::new))));
        try {
            Signature signature = Signature.getInstance("SHA256withECDSA");
            signature.initSign(signer);
            signature.update(toBeSigned);
            byte[] certificate = Der.sequence(toBeSigned, algorithm, Der.bits(0, signature.sign()));
            return (X509Certificate)
                    CertificateFactory.getInstance("X.509").generateCertificate(new ByteArrayInputStream(certificate));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("a certificate for " + subject + " could not be made", e);
        }
    }

    /** An authority that signs certificates of computers and no other authorities. */
    static byte[] authority() {
        byte[] noneBelow = Der.integer(BigInteger.ZERO);
        return critical(BASIC_CONSTRAINTS, Der.sequence(Der.yes(), noneBelow));
    }

    static byte[] noAuthority() {
        return critical(BASIC_CONSTRAINTS, Der.sequence());
    }

    static byte[] signsCertificates() {
        return critical(KEY_USAGE, Der.bits(1, (byte) 0b0000_0110));
    }

    static byte[] signsHandshakes() {
        return critical(KEY_USAGE, Der.bits(7, (byte) 0b1000_0000));
    }

    static byte[] forServers() {
        return extension(EXTENDED_KEY_USAGE, Der.sequence(Der.oid(SERVER_PURPOSE)));
    }

    static byte[] forClients() {
        return extension(EXTENDED_KEY_USAGE, Der.sequence(Der.oid(CLIENT_PURPOSE)));
    }

    static byte[] subjectKey(PublicKey key) {
        return extension(SUBJECT_KEY, Der.octets(keyId(key)));
    }

    static byte[] authorityKey(PublicKey key) {
        return extension(AUTHORITY_KEY, Der.sequence(Der.implicit(0, keyId(key))));
    }

    /**
     * The names and addresses of a server.
     *
     * @param names DNS names in ASCII, and IP addresses as numbers
     */
    static byte[] names(Collection<String> names) {
        return extension(
                OTHER_NAMES,
                Der.sequence(names.stream().map(CertificateForm::name).toArray(byte[][]::new)));
    }

    private static byte[] name(String name) {
        if (name.indexOf(':') < 0 && !name.matches("[0-9.]+")) {
            return Der.implicit(DNS_NAME, name.getBytes(StandardCharsets.US_ASCII));
        }
        try {
            // Numbers are never looked up.
            return Der.implicit(IP_ADDRESS, InetAddress.getByName(name).getAddress());
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(name + " is no IP address", e);
        }
    }

    private static byte[] keyId(PublicKey key) {
        return Arrays.copyOf(Fingerprint.ofKey(key).bytes(), KEY_ID_BYTES);
    }

    private static byte[] critical(String oid, byte[] value) {
        return Der.sequence(Der.oid(oid), Der.yes(), Der.octets(value));
    }

    private static byte[] extension(String oid, byte[] value) {
        return Der.sequence(Der.oid(oid), Der.octets(value));
    }

    /**
     * A distinguished name of two parts.
     *
     * @param organisation what kind of certificate it is
     * @param commonName whose it is; cut to the 64 characters that X.520 allows
     */
    record Name(String organisation, String commonName) {
        private static final int LONGEST = 64;

        Name {
            commonName = commonName.isBlank() ? "unnamed" : commonName.strip();
            if (commonName.length() > LONGEST) {
                commonName = commonName.substring(0, LONGEST);
            }
        }

        byte[] der() {
            return Der.sequence(
                    Der.set(Der.sequence(Der.oid(ORGANISATION), Der.text(organisation))),
                    Der.set(Der.sequence(Der.oid(COMMON_NAME), Der.text(commonName))));
        }
    }
}
