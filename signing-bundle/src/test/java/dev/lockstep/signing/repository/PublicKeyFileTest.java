package dev.lockstep.signing.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.tuf.Signatures;
import dev.lockstep.core.tuf.model.Authority;
import dev.lockstep.core.tuf.model.Key;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.Provider;
import java.security.Security;
import java.security.spec.ECGenParameterSpec;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PublicKeyFileTest {
    /** Made by OpenSSL 3: pkey -pubout, of the key of {@code KeyFileTest}. */
    private static final String ED25519 = """
            -----BEGIN PUBLIC KEY-----
            MCowBQYDK2VwAyEANnWBLWZ3ljL7C1I/w1HUrgL7mZBc595NPo/75Rb5lwM=
            -----END PUBLIC KEY-----
            """;

    @TempDir
    private Path folder;

    private Path file(String content) throws Exception {
        return Files.writeString(folder.resolve("key.pub"), content);
    }

    private static KeyPair pair(String curve) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance("EC");
        generator.initialize(new ECGenParameterSpec(curve));
        return generator.generateKeyPair();
    }

    @Test
    void keysOfOpenSslAreReadAndWrittenAsTheyAre() throws Exception {
        Key key = PublicKeyFile.read(file(ED25519));
        assertThat(key.type()).isEqualTo("ed25519");
        assertThat(key.publicValue()).isEqualTo("3675812d66779632fb0b523fc351d4ae02fb99905ce7de4d3e8ffbe516f99703");

        PublicKeyFile.write(folder.resolve("again.pub"), key);

        assertThat(folder.resolve("again.pub")).hasContent(ED25519);
    }

    @Test
    void otherCurvesAndOtherFilesAreRefused() throws Exception {
        byte[] p384 = pair("secp384r1").getPublic().getEncoded();
        assertThatThrownBy(() -> PublicKeyFile.key(p384))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("it is neither an Ed25519 key nor one on the curve P-256");
        assertThatThrownBy(() -> PublicKeyFile.read(file("PRIVATE")))
                .isInstanceOf(UnusableKeyFileException.class)
                .hasMessageEndingWith("there is no PUBLIC KEY in it");
        assertThatThrownBy(() -> PublicKeyFile.read(file("x".repeat(70_000))))
                .isInstanceOf(UnusableKeyFileException.class)
                .hasMessageEndingWith("it is far too long for a key");
    }

    /** As a token's key signs: the provider does it, and the clients' own code verifies it. */
    @Test
    void aKeyOnP256SignsThroughItsProviderAndIsReadBackAsTheSameKey() throws Exception {
        KeyPair pair = pair("secp256r1");
        Signer signer = new ProviderSigner(pair.getPrivate(), pair.getPublic(), Security.getProvider("SunEC"));
        PublicKeyFile.write(folder.resolve("p256.pub"), signer.publicKey());
        Key key = PublicKeyFile.read(folder.resolve("p256.pub"));
        Authority authority = new Authority("root", RoleKeys.single(key).role(), Map.of(key.id(), key));
        byte[] bytes = "what is signed".getBytes(StandardCharsets.UTF_8);

        assertThat(key).isEqualTo(signer.publicKey());
        assertThat(Signatures.isValid(bytes, signer.sign(bytes), authority)).isTrue();
        bytes[0]++;
        assertThat(Signatures.isValid(bytes, signer.sign(new byte[1]), authority))
                .isFalse();
    }

    @Test
    void aProviderThatDoesNotSignIsSaidToBeOne() throws Exception {
        KeyPair pair = pair("secp256r1");
        Provider without = Security.getProvider("SUN");
        Signer signer = new ProviderSigner(pair.getPrivate(), pair.getPublic(), without);

        assertThatThrownBy(() -> signer.sign(new byte[1]))
                .isInstanceOf(UncheckedIOException.class)
                .hasMessageContaining("the key in SUN did not sign");
    }
}
