package dev.lockstep.core.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.tuf.model.Authority;
import dev.lockstep.core.tuf.model.Key;
import dev.lockstep.core.tuf.model.MetadataType;
import dev.lockstep.core.tuf.model.Role;
import dev.lockstep.core.tuf.model.Signature;
import dev.lockstep.core.tuf.model.SignedMetadata;
import dev.lockstep.core.tuf.model.Timestamp;
import java.nio.charset.StandardCharsets;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.AlgorithmParameterSpec;
import java.security.spec.ECGenParameterSpec;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PSSParameterSpec;
import java.security.spec.RSAKeyGenParameterSpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Keys and signatures, sections 4.2 and 5.3.4. */
class SignaturesTest {
    private static final SignedMetadata<Timestamp> UNSIGNED =
            SignedMetadata.unsigned(new Timestamp(1, Simulator.NOW, Simulator.ofVersion(1)), MetadataType.TIMESTAMP);

    private static Key key(String type, String scheme, String publicValue) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("keytype", type).put("scheme", scheme).putObject("keyval").put("public", publicValue);
        return Key.of(json);
    }

    private static String pem(PublicKey key) {
        return "-----BEGIN PUBLIC KEY-----\n"
                + Base64.getMimeEncoder(64, new byte[] {'\n'}).encodeToString(key.getEncoded())
                + "\n-----END PUBLIC KEY-----\n";
    }

    private static KeyPair pair(String algorithm, AlgorithmParameterSpec parameters) throws Exception {
        KeyPairGenerator generator = KeyPairGenerator.getInstance(algorithm);
        generator.initialize(parameters);
        return generator.generateKeyPair();
    }

    private static Signature signature(Key key, java.security.Signature algorithm, PrivateKey privateKey)
            throws Exception {
        algorithm.initSign(privateKey);
        algorithm.update(UNSIGNED.signedBytes());
        return new Signature(key.id(), HexFormat.of().formatHex(algorithm.sign()));
    }

    private static Authority authority(int threshold, Key... keys) {
        Map<String, Key> all = new LinkedHashMap<>();
        for (Key key : keys) {
            all.put(key.id(), key);
        }
        return new Authority("timestamp", new Role(new LinkedHashSet<>(all.keySet()), threshold), all);
    }

    private static void assertVerifies(Key key, Signature signature) throws Exception {
        Signatures.verify(UNSIGNED.with(signature), authority(1, key));
        String altered = (signature.value().charAt(20) == '0' ? "1" : "0");
        Signature bad = new Signature(
                key.id(),
                signature.value().substring(0, 20) + altered + signature.value().substring(21));
        assertThat(Signatures.count(UNSIGNED.with(bad), authority(1, key))).isZero();
    }

    @Test
    void ed25519VerifiesTheVectorOfRfc8032() {
        Key key = Key.ed25519("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c");
        String signature = "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
                + "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00";

        VerificationKey usable = VerificationKey.of(key).orElseThrow();

        assertThat(usable.verifies(new byte[] {0x72}, signature)).isTrue();
        assertThat(usable.verifies(new byte[] {0x73}, signature)).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"ecdsa", "ecdsa-sha2-nistp256"})
    void ecdsaOnP256VerifiesUnderBothNamesOfItsType(String type) throws Exception {
        KeyPair pair = pair("EC", new ECGenParameterSpec("secp256r1"));
        Key key = key(type, "ecdsa-sha2-nistp256", pem(pair.getPublic()));

        assertVerifies(key, signature(key, java.security.Signature.getInstance("SHA256withECDSA"), pair.getPrivate()));
    }

    @Test
    void rsaPssVerifiesWithASaltOf32Bytes() throws Exception {
        KeyPair pair = pair("RSA", new RSAKeyGenParameterSpec(2048, RSAKeyGenParameterSpec.F4));
        Key key = key("rsa", "rsassa-pss-sha256", pem(pair.getPublic()));
        java.security.Signature pss = java.security.Signature.getInstance("RSASSA-PSS");
        pss.setParameter(new PSSParameterSpec("SHA-256", "MGF1", MGF1ParameterSpec.SHA256, 32, 1));

        assertVerifies(key, signature(key, pss, pair.getPrivate()));
    }

    @Test
    void otherCurvesAndShortRsaKeysVerifyNothing() throws Exception {
        KeyPair p384 = pair("EC", new ECGenParameterSpec("secp384r1"));
        KeyPair rsa1024 = pair("RSA", new RSAKeyGenParameterSpec(1024, RSAKeyGenParameterSpec.F4));

        assertThat(VerificationKey.of(key("ecdsa", "ecdsa-sha2-nistp256", pem(p384.getPublic()))))
                .isEmpty();
        assertThat(VerificationKey.of(key("rsa", "rsassa-pss-sha256", pem(rsa1024.getPublic()))))
                .isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "sigstore-oidc, Fulcio, x",
        "ed25519, ed448, 00",
        "rsa, rsa-pkcs1v15-sha256, x",
        "ed25519, ed25519, zz",
        "ed25519, ed25519, 00",
        "ecdsa, ecdsa-sha2-nistp256, not a pem"
    })
    void keysOfUnknownTypesOrOfNoValueVerifyNothingAndBreakNothing(String type, String scheme, String value)
            throws Exception {
        Key unusable = key(type, scheme, value);
        TestSigner good = TestSigner.generate();
        SignedMetadata<Timestamp> file =
                UNSIGNED.with(new Signature(unusable.id(), "00")).with(good.sign(UNSIGNED.signedBytes()));

        assertThat(Signatures.count(file, authority(2, unusable, good.publicKey())))
                .isEqualTo(1);
        Signatures.verify(file, authority(1, unusable, good.publicKey()));
    }

    @Test
    void oneKeyInTwoSpellingsCountsOnce() throws Exception {
        TestSigner signer = TestSigner.generate();
        Key small = signer.publicKey();
        Key capitals = Key.ed25519(small.publicValue().toUpperCase(Locale.ROOT));
        ObjectNode withComment = small.json().deepCopy();
        withComment.put("comment", "the same key under another identifier");
        Key commented = Key.of(withComment);
        Signature signature = signer.sign(UNSIGNED.signedBytes());
        SignedMetadata<Timestamp> file = UNSIGNED.with(signature)
                .with(new Signature(capitals.id(), signature.value()))
                .with(new Signature(commented.id(), signature.value()));

        assertThatThrownBy(() -> Signatures.verify(file, authority(2, small, capitals, commented)))
                .isInstanceOf(SignatureThresholdException.class)
                .hasMessage("the timestamp metadata is signed by 1 of the keys that may sign it, but 2 are needed");
    }

    @Test
    void aKeyThatTheRoleDoesNotNameDoesNotCountEvenIfTheDelegatorKnowsIt() throws Exception {
        TestSigner named = TestSigner.generate();
        TestSigner known = TestSigner.generate();
        Authority authority = new Authority(
                "timestamp",
                new Role(new LinkedHashSet<>(List.of(named.keyId())), 1),
                Map.of(named.keyId(), named.publicKey(), known.keyId(), known.publicKey()));

        assertThat(Signatures.count(UNSIGNED.with(known.sign(UNSIGNED.signedBytes())), authority))
                .isZero();
        assertThat(Signatures.count(UNSIGNED.with(named.sign(UNSIGNED.signedBytes())), authority))
                .isEqualTo(1);
    }

    @Test
    void aThresholdAboveTheNumberOfKeysIsNeverMet() {
        TestSigner signer = TestSigner.generate();

        assertThatThrownBy(() -> Signatures.verify(
                        UNSIGNED.with(signer.sign(UNSIGNED.signedBytes())), authority(2, signer.publicKey())))
                .isInstanceOf(SignatureThresholdException.class);
    }

    @Test
    void theIdentifierOfAKeyIsTheHashOfItsCanonicalForm() {
        ObjectNode json = Key.ed25519("00".repeat(32)).json().deepCopy();
        String canonical =
                "{\"keytype\":\"ed25519\",\"keyval\":{\"public\":\"" + "00".repeat(32) + "\"},\"scheme\":\"ed25519\"}";
        String right = Digest.of(canonical.getBytes(StandardCharsets.UTF_8)).hex();

        assertThat(Key.of(json).id()).isEqualTo(right);
        json.put("x-owner", "@somebody");
        assertThat(Key.of(json).id()).isNotEqualTo(right);
        assertThatThrownBy(() -> new Key(right, json)).hasMessageContaining("has a wrong identifier");
    }
}
