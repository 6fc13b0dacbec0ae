package dev.lockstep.signing.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyFileTest {
    /** Made by OpenSSL 3: genpkey -algorithm ed25519, pkcs8 -topk8 -v2 aes-256-cbc -v2prf hmacWithSHA256. */
    private static final String PLAIN = """
            -----BEGIN PRIVATE KEY-----
            MC4CAQAwBQYDK2VwBCIEIMfP8hhJ20dPaihUKx6Hd7X3T8/P5pYYY1JNja+16Ho3
            -----END PRIVATE KEY-----
            """;

    private static final String ENCRYPTED = """
            -----BEGIN ENCRYPTED PRIVATE KEY-----
            MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAg4UjFYoBCXfQICCAAw
            DAYIKoZIhvcNAgkFADAdBglghkgBZQMEASoEEG/3GKT5OTjEnAY5kQ1s+6UEQEc+
            +ensGwM6t7NdUzSAHbO7QUNd0lxxRgt3AJmP1XUxRdNf9juSZGOx3jr/0IT6SZQb
            nWHSuabwuJOYlKeDEWw=
            -----END ENCRYPTED PRIVATE KEY-----
            """;

    /** Likewise with -v2 aes-128-cbc -v2prf hmacWithSHA512 and a passphrase in Cyrillic letters. */
    private static final String CYRILLIC = """
            -----BEGIN ENCRYPTED PRIVATE KEY-----
            MIGbMFcGCSqGSIb3DQEFDTBKMCkGCSqGSIb3DQEFDDAcBAiFTfr4FodUlQICCAAw
            DAYIKoZIhvcNAgsFADAdBglghkgBZQMEAQIEEElcPj072pVJkH7qYyb2QlAEQJ7V
            uv5yUpzjPxcRdKLcCciS2Dr6qQrdI7oTdIFxY2LOwqWe9wlObB9+Ly3a6pBWlrg7
            DQqD0ZrT/MxcSgVeGh4=
            -----END ENCRYPTED PRIVATE KEY-----
            """;

    private static final String PUBLIC = "3675812d66779632fb0b523fc351d4ae02fb99905ce7de4d3e8ffbe516f99703";

    @TempDir
    private Path folder;

    private Path file(String content) throws Exception {
        return Files.writeString(folder.resolve("key.pem"), content);
    }

    @Test
    void keysOfOpenSslAreReadPlainAndEncrypted() throws Exception {
        assertThat(KeyFile.read(file(PLAIN), new char[0]).publicKey().publicValue())
                .isEqualTo(PUBLIC);
        assertThat(KeyFile.read(file(ENCRYPTED), "correct".toCharArray())
                        .publicKey()
                        .publicValue())
                .isEqualTo(PUBLIC);
    }

    @Test
    void passphrasesAreOfAnyAlphabet() throws Exception {
        char[] passphrase = "\u043f\u0430\u0440\u043e\u043b\u044c".toCharArray();
        assertThat(KeyFile.read(file(CYRILLIC), passphrase).publicKey().publicValue())
                .isEqualTo(PUBLIC);
    }

    @Test
    void aKeyIsReadAsItWasWrittenAndSignsTheSame() throws Exception {
        byte[] text = "text".getBytes(StandardCharsets.UTF_8);
        for (String passphrase : new String[] {"", "\u043f\u0430\u0440\u043e\u043b\u044c 1"}) {
            Ed25519Signer signer = Ed25519Signer.generate();
            Path file = folder.resolve("new/key" + passphrase.length() + ".pem");

            KeyFile.write(file, signer, passphrase.toCharArray());

            Signer read = KeyFile.read(file, passphrase.toCharArray());
            assertThat(read.keyId()).isEqualTo(signer.keyId());
            assertThat(read.sign(text)).isEqualTo(signer.sign(text));
            assertThat(Files.readString(file))
                    .startsWith(passphrase.isEmpty() ? "-----BEGIN PRIVATE" : "-----BEGIN ENCRYPTED PRIVATE");
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
    }

    @Test
    void aWrongPassphraseIsSaidToBeOne() throws Exception {
        Path file = file(ENCRYPTED);

        assertThatThrownBy(() -> KeyFile.read(file, "wrong".toCharArray()))
                .isInstanceOf(UnusableKeyFileException.class)
                .hasMessage("the key in " + file + " cannot be used: the passphrase does not open it");
    }

    @Test
    void otherFilesAreSaidToBeNoKey() throws Exception {
        Path none = file("hello");
        assertThatThrownBy(() -> KeyFile.read(none, new char[0]))
                .hasMessageEndingWith("there is no PRIVATE KEY and no ENCRYPTED PRIVATE KEY in it");
        Path ecdsa = file("""
                -----BEGIN PRIVATE KEY-----
                MIGHAgEAMBMGByqGSM49AgEGCCqGSM49AwEHBG0wawIBAQQgGUXnBBTaiY+x+7Qp
                tMwuCg3lVGbATqJsm/RjhPvCvjihRANCAATIVds8wVaxIOI95YH67XhiVEVSGqzR
                SnJnm+I2WSqVFXxz1MpG/Zvwlr/vsULhzr7HK7jitsFLeCqb5QEVd5ip
                -----END PRIVATE KEY-----
                """);
        assertThatThrownBy(() -> KeyFile.read(ecdsa, new char[0]))
                .isInstanceOf(UnusableKeyFileException.class)
                .hasMessageEndingWith("it is not an Ed25519 private key");
        Path longFile = file("x".repeat(100_000));
        assertThatThrownBy(() -> KeyFile.read(longFile, new char[0])).hasMessageEndingWith("far too long for a key");
    }
}
