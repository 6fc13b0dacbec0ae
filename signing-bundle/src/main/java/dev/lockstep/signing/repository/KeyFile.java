package dev.lockstep.signing.repository;

import dev.lockstep.core.files.OwnerFile;
import dev.lockstep.core.pki.Pem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.AlgorithmParameters;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.SecureRandom;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Cipher;
import javax.crypto.EncryptedPrivateKeyInfo;
import javax.crypto.SecretKeyFactory;
import javax.crypto.spec.IvParameterSpec;
import javax.crypto.spec.PBEKeySpec;
import javax.crypto.spec.PBEParameterSpec;
import javax.crypto.spec.SecretKeySpec;

/**
 * Private keys in PEM files, as OpenSSL writes and reads them: PKCS#8, plain ({@code PRIVATE KEY}) or encrypted with a
 * passphrase ({@code ENCRYPTED PRIVATE KEY}: PBES2 with PBKDF2-HMAC-SHA256 and AES-256-CBC).
 *
 * <p>Passphrases are arrays, so that the caller can overwrite them after use; they are not kept here.
 */
public final class KeyFile {
    private static final String ENCRYPTION = "PBEWithHmacSHA256AndAES_256";
    private static final Pattern PBES2 = Pattern.compile("PBEWithHmac(SHA[0-9]+)AndAES_(128|256)");
    private static final int ITERATIONS = 600_000;
    private static final int SALT_BYTES = 16;
    private static final long LONGEST = 64 * 1024;
    private static final String PLAIN = "PRIVATE KEY";
    private static final String ENCRYPTED = "ENCRYPTED PRIVATE KEY";

    private KeyFile() {}

    /**
     * Reads a private key.
     *
     * @param passphrase opens an encrypted key; not looked at for a plain one, and may be empty then
     * @throws UnusableKeyFileException if it is no such key, or the passphrase is wrong
     */
    public static Ed25519Signer read(Path file, char[] passphrase) throws IOException, UnusableKeyFileException {
        Pem.Block block = block(file, PLAIN, ENCRYPTED)
                .orElseThrow(() -> new UnusableKeyFileException(
                        file, "there is no PRIVATE KEY and no ENCRYPTED PRIVATE KEY in it"));
        try {
            PKCS8EncodedKeySpec key = block.label().equals(PLAIN)
                    ? new PKCS8EncodedKeySpec(block.bytes())
                    : decrypt(file, block.bytes(), passphrase);
            return Ed25519Signer.of(KeyFactory.getInstance("Ed25519").generatePrivate(key));
        } catch (GeneralSecurityException | IllegalArgumentException e) {
            throw new UnusableKeyFileException(file, "it is not an Ed25519 private key", e);
        }
    }

    /** Whether a passphrase is needed to read a file. */
    public static boolean isEncrypted(Path file) throws IOException, UnusableKeyFileException {
        return block(file, PLAIN, ENCRYPTED).stream()
                .anyMatch(block -> block.label().equals(ENCRYPTED));
    }

    /** The first block of a file that holds one of these. */
    static Optional<Pem.Block> block(Path file, String... labels) throws IOException, UnusableKeyFileException {
        if (Files.size(file) > LONGEST) {
            throw new UnusableKeyFileException(file, "it is far too long for a key");
        }
        return Pem.blocks(Files.readString(file, StandardCharsets.ISO_8859_1)).stream()
                .filter(block -> List.of(labels).contains(block.label()))
                .findFirst();
    }

    /**
     * Writes a private key that only the owner of the file can read.
     *
     * @param passphrase encrypts the key; if it is empty, the key is written plain
     */
    public static void write(Path file, Ed25519Signer signer, char[] passphrase) throws IOException {
        byte[] key = signer.privateKey().getEncoded();
        String pem = passphrase.length == 0 ? Pem.write(PLAIN, key) : Pem.write(ENCRYPTED, encrypt(key, passphrase));
        OwnerFile.write(file, pem.getBytes(StandardCharsets.US_ASCII));
    }

    private static PKCS8EncodedKeySpec decrypt(Path file, byte[] content, char[] passphrase)
            throws IOException, GeneralSecurityException, UnusableKeyFileException {
        EncryptedPrivateKeyInfo encrypted = new EncryptedPrivateKeyInfo(content);
        AlgorithmParameters parameters = encrypted.getAlgParameters();
        // The parameters, and not the algorithm, know the names of what PBES2 is made of.
        Matcher name = PBES2.matcher(String.valueOf(parameters));
        if (!name.matches()) {
            throw new UnusableKeyFileException(file, "it is encrypted in an unknown way: " + encrypted.getAlgName());
        }
        Cipher cipher = cipher(Cipher.DECRYPT_MODE, name, parameters, passphrase);
        try {
            return encrypted.getKeySpec(cipher);
        } catch (GeneralSecurityException e) {
            throw new UnusableKeyFileException(file, "the passphrase does not open it", e);
        }
    }

    private static byte[] encrypt(byte[] key, char[] passphrase) throws IOException {
        SecureRandom random = new SecureRandom();
        byte[] salt = new byte[SALT_BYTES];
        byte[] vector = new byte[SALT_BYTES];
        random.nextBytes(salt);
        random.nextBytes(vector);
        try {
            AlgorithmParameters parts = AlgorithmParameters.getInstance(ENCRYPTION);
            parts.init(new PBEParameterSpec(salt, ITERATIONS, new IvParameterSpec(vector)));
            // Under their own name they have no object identifier; what is written has to be called PBES2.
            AlgorithmParameters parameters = AlgorithmParameters.getInstance("PBES2");
            parameters.init(parts.getEncoded());
            Matcher name = PBES2.matcher(parameters.toString());
            if (!name.matches()) {
                throw new IllegalStateException("PBES2 of " + parameters + " is not of the form that is read");
            }
            Cipher cipher = cipher(Cipher.ENCRYPT_MODE, name, parameters, passphrase);
            return new EncryptedPrivateKeyInfo(parameters, cipher.doFinal(key)).getEncoded();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ENCRYPTION, e);
        }
    }

    /** PBES2 of its parts: Java's own takes passphrases of ASCII only, and people have other alphabets. */
    private static Cipher cipher(int mode, Matcher name, AlgorithmParameters parameters, char[] passphrase)
            throws GeneralSecurityException {
        PBEParameterSpec spec = parameters.getParameterSpec(PBEParameterSpec.class);
        int bits = Integer.parseInt(name.group(2));
        PBEKeySpec secret = new PBEKeySpec(passphrase, spec.getSalt(), spec.getIterationCount(), bits);
        try {
            byte[] key = SecretKeyFactory.getInstance("PBKDF2WithHmac" + name.group(1))
                    .generateSecret(secret)
                    .getEncoded();
            Cipher cipher = Cipher.getInstance("AES/CBC/PKCS5Padding");
            cipher.init(mode, new SecretKeySpec(key, "AES"), spec.getParameterSpec());
            return cipher;
        } finally {
            secret.clearPassword();
        }
    }
}
