package dev.lockstep.launcher;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.interfaces.RSAPublicKey;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.function.Consumer;

/**
 * Makes the first ways in, so that no installation has a default password: user {@code admin} with a random password, which is left
 * for the operator in a file that only its owner can read, and user {@code console} with a key pair, for {@code bin/lockstep console}
 * on this computer. Whoever may read the key's file is an administrator; nobody types a password, and cron jobs work.
 */
final class FirstAccess {
    static final String CONSOLE_USER = "console";
    private static final String GROUP = "_g_\\:admingroup = group,admin,manager,viewer,systembundles,ssh";
    static final int KEY_BITS = 2048;
    private static final int PASSWORD_BYTES = 18;

    private final Path etc;
    private final OwnerOnly ownerOnly;
    private final SecureRandom random;
    private final int keyBits;
    private final Consumer<String> log;

    FirstAccess(Home home, OwnerOnly ownerOnly, SecureRandom random, int keyBits, Consumer<String> log) {
        this.etc = home.etc();
        this.ownerOnly = ownerOnly;
        this.random = random;
        this.keyBits = keyBits;
        this.log = log;
    }

    /** Makes what is missing. Deleting a file of these and starting again makes it anew. */
    void prepare() throws IOException {
        Files.createDirectories(etc);
        if (Files.notExists(etc.resolve("users.properties"))) {
            createAdministrator();
        }
        if (Files.notExists(consoleKey(etc)) || Files.notExists(etc.resolve("keys.properties"))) {
            createConsoleKey();
        }
    }

    static Path consoleKey(Path etc) {
        return etc.resolve("console.key");
    }

    private void createAdministrator() throws IOException {
        byte[] secret = new byte[PASSWORD_BYTES];
        random.nextBytes(secret);
        String password = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
        Path note = etc.resolve("initial-admin-password");
        ownerOnly.write(note, password + "\n");
        // Karaf's own form of a digest; a password of 144 random bits needs no salt.
        String digest = HexFormat.of().formatHex(sha512(password)).toUpperCase(Locale.ROOT);
        ownerOnly.write(
                etc.resolve("users.properties"),
                "# User = password, roles and groups. A password that is written here in the clear is digested at the next login.\n"
                        + "admin = {CRYPT}" + digest + "{CRYPT},_g_:admingroup\n" + GROUP + "\n");
        log.accept("Made the user admin; the password stands in " + note + ". Delete that file when you have read it.");
    }

    private void createConsoleKey() throws IOException {
        KeyPair pair;
        try {
            // RSA: Karaf 4.4 reads the coordinates of three quarters of all elliptic curve keys as negative numbers.
            KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(keyBits, random);
            pair = generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IOException("this Java makes no RSA keys", e);
        }
        String pem = "-----BEGIN PRIVATE KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'})
                        .encodeToString(pair.getPrivate().getEncoded())
                + "\n-----END PRIVATE KEY-----\n";
        Path keys = etc.resolve("keys.properties");
        List<String> lines = new ArrayList<>();
        if (Files.exists(keys)) {
            EditedText.read(keys).lines().forEach(lines::add);
            lines.removeIf(line -> line.matches("\\s*" + CONSOLE_USER + "\\s*[=:].*"));
        } else {
            lines.add(
                    "# User = SSH public key, roles and groups. The user console is bin/lockstep console on this computer.");
            lines.add(GROUP);
        }
        lines.add(CONSOLE_USER + " = " + sshForm((RSAPublicKey) pair.getPublic()) + ",_g_:admingroup");
        ownerOnly.write(keys, String.join("\n", lines) + "\n");
        ownerOnly.write(consoleKey(etc), pem);
    }

    /** The public key as RFC 4253, section 6.6, has it, in base 64. */
    private static String sshForm(RSAPublicKey key) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        DataOutputStream out = new DataOutputStream(bytes);
        for (byte[] part : List.of(
                "ssh-rsa".getBytes(StandardCharsets.US_ASCII),
                key.getPublicExponent().toByteArray(),
                key.getModulus().toByteArray())) {
            out.writeInt(part.length);
            out.write(part);
        }
        return Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    private static byte[] sha512(String text) throws IOException {
        try {
            return MessageDigest.getInstance("SHA-512").digest(text.getBytes(StandardCharsets.UTF_8));
        } catch (GeneralSecurityException e) {
            throw new IOException("this Java has no SHA-512", e);
        }
    }
}
