package dev.lockstep.cli.publish;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Arrays;
import java.util.Collections;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Recognises private keys, keystores and passphrases among the files of a component. Everybody can read what is published, and
 * what is published cannot be taken back.
 */
final class SecretFiles {
    /** Longer files are searched as far as this: a key is small, and stands at the beginning of its file. */
    static final int LOOKED_AT = 1 << 20;

    private static final int LARGEST_PASSPHRASE = 4096;

    /** With some of the key after it: programs contain the line alone. */
    private static final Pattern PEM = Pattern.compile(
            "-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----\\s+(?:[A-Za-z-]+: [^\\r\\n]*\\s+)*[A-Za-z0-9+/=]{16,}");

    private static final Pattern JWK = Pattern.compile("\"kty\"\\s*:");
    private static final Pattern JWK_PRIVATE = Pattern.compile("\"(?:d|k)\"\\s*:\\s*\"[A-Za-z0-9_-]{16,}");
    private static final Pattern KEY_NAME = Pattern.compile("(?i)id_(?:rsa|dsa|ecdsa|ed25519)(?:_sk)?|.*\\.ppk");
    private static final Pattern PASSPHRASE_NAME = Pattern.compile(
            "(?i)(?:.*[._-])?(?:passphrase|passwd|password|pin)(?:\\.(?:txt|pass))?|.*\\.pass|\\.pgpass|\\.netrc|\\.htpasswd"
                    + "|(?:.*[._-])?join-token(?:\\.txt)?");
    private static final Pattern STORE_NAME =
            Pattern.compile("(?i).*\\.(?:p12|pfx|jks|jceks|bks|bcfks|keystore|kdbx|truststore)");

    /** How keys begin in DER: PKCS #8 after its length, whatever the algorithm. */
    private static final List<String> PKCS8 = List.of("02010030", "02010130");

    private SecretFiles() {}

    /**
     * What a file holds that must not be published, for people; empty if it seems to hold nothing of the kind.
     *
     * @param name without its folder
     * @param start its first bytes, as many as are {@link #LOOKED_AT looked at}, or all of it
     * @param all the whole file, asked for only if it is a keystore that is longer
     */
    static Optional<String> secret(String name, byte[] start, Whole all) throws IOException {
        if (start.length > 0
                && start.length <= LARGEST_PASSPHRASE
                && PASSPHRASE_NAME.matcher(name).matches()) {
            return Optional.of("a passphrase");
        }
        if (KEY_NAME.matcher(name).matches() || hasKeyInText(start) || isKey(start)) {
            return Optional.of("a private key");
        }
        return isStore(start) || STORE_NAME.matcher(name).matches() ? store(all.bytes()) : Optional.empty();
    }

    /** A file that may be too long to be read for nothing. */
    @FunctionalInterface
    interface Whole {
        /** All of it. */
        byte[] bytes() throws IOException;
    }

    private static boolean hasKeyInText(byte[] start) {
        for (var charset : List.of(StandardCharsets.ISO_8859_1, StandardCharsets.UTF_16LE, StandardCharsets.UTF_16BE)) {
            String text = new String(start, charset);
            boolean jwk = JWK.matcher(text).find() && JWK_PRIVATE.matcher(text).find();
            if (jwk
                    || text.startsWith("PuTTY-User-Key-File")
                    || PEM.matcher(text).find()) {
                return true;
            }
        }
        return false;
    }

    /** PKCS #8 or PKCS #1, or SEC 1, in DER: a sequence as long as the file that begins with its version. */
    private static boolean isKey(byte[] start) {
        Optional<byte[]> contents = sequence(start);
        if (contents.isEmpty()) {
            return false;
        }
        String hex = HexFormat.of().formatHex(contents.get(), 0, Math.min(8, contents.get().length));
        boolean rsa = hex.startsWith("0201000282");
        boolean ec = hex.startsWith("0201010420") || hex.startsWith("0201010430") || hex.startsWith("0201010442");
        return rsa || ec || PKCS8.stream().anyMatch(hex::startsWith);
    }

    private static Optional<byte[]> sequence(byte[] der) {
        if (der.length < 16 || der[0] != 0x30) {
            return Optional.empty();
        }
        int octets = (der[1] & 0x80) == 0 ? 0 : der[1] & 0x7f;
        if (octets > 3) {
            return Optional.empty();
        }
        int length = octets == 0 ? der[1] : 0;
        for (int i = 0; i < octets; i++) {
            length = (length << 8) | (der[2 + i] & 0xff);
        }
        int begin = 2 + octets;
        return begin + length == der.length
                ? Optional.of(Arrays.copyOfRange(der, begin, der.length))
                : Optional.empty();
    }

    private static boolean isStore(byte[] start) {
        if (start.length < 4) {
            return false;
        }
        String magic = HexFormat.of().formatHex(start, 0, 4);
        boolean java = magic.equals("feedfeed") || magic.equals("cececece");
        return java || sequence(start).filter(SecretFiles::isPfx).isPresent();
    }

    private static boolean isPfx(byte[] contents) {
        return contents[0] == 2 && contents[1] == 1 && contents[2] == 3;
    }

    /** A store of certificates alone is none of secrets: every Java has one, and it opens without a password. */
    private static Optional<String> store(byte[] all) {
        for (String type : List.of("PKCS12", "JKS", "JCEKS")) {
            try {
                KeyStore store = KeyStore.getInstance(type);
                store.load(new ByteArrayInputStream(all), null);
                boolean certificates = store.size() > 0;
                for (String alias : Collections.list(store.aliases())) {
                    certificates &= store.isCertificateEntry(alias);
                }
                return certificates ? Optional.empty() : Optional.of("a keystore");
            } catch (IOException | GeneralSecurityException anotherType) {
                // The next type may be the right one.
            }
        }
        return Optional.of("a keystore");
    }
}
