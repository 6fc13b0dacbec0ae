package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Components that must not be published, or that no computer could run. */
class UnusableComponentsTest {
    private static final String PEM = "-----BEGIN %1$s-----\nMC4CAQAwBQYDK2VwBCIEIHxY\n-----END %1$s-----\n";

    @TempDir
    Path folder;

    private Vendor vendor;

    @BeforeEach
    void repository() throws Exception {
        vendor = new Vendor(folder);
        vendor.succeed("init-repository", "--no-passphrase");
    }

    private static Map<String, byte[]> secrets() throws Exception {
        Map<String, byte[]> secrets = new TreeMap<>();
        for (String kind : new String[] {
            "PRIVATE KEY",
            "ENCRYPTED PRIVATE KEY",
            "RSA PRIVATE KEY",
            "EC PRIVATE KEY",
            "OPENSSH PRIVATE KEY",
            "PGP PRIVATE KEY BLOCK"
        }) {
            secrets.put(
                    "conf/" + kind.replace(' ', '-') + ".txt",
                    PEM.formatted(kind).getBytes(StandardCharsets.UTF_8));
        }
        secrets.put(
                "conf/after-the-certificate.pem",
                ("x".repeat(100_000) + "\n" + PEM.formatted("PRIVATE KEY")).getBytes(StandardCharsets.UTF_8));
        secrets.put("conf/utf16.pem", PEM.formatted("PRIVATE KEY").getBytes(StandardCharsets.UTF_16));
        secrets.put(
                "conf/old.pem",
                "-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\nDEK-Info: AES-128-CBC,00\n\nMC4CAQAwBQYDK2VwBCIEIHxY\n"
                        .getBytes(StandardCharsets.UTF_8));
        secrets.put("conf/key.ppk", "PuTTY-User-Key-File-3: ssh-ed25519\n".getBytes(StandardCharsets.UTF_8));
        secrets.put("home/.ssh/id_ed25519", "anything".getBytes(StandardCharsets.UTF_8));
        secrets.put(
                "conf/key.json",
                "{\"kty\":\"OKP\",\"d\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\"}"
                        .getBytes(StandardCharsets.UTF_8));
        for (String algorithm : new String[] {"RSA", "EC", "Ed25519"}) {
            secrets.put(
                    "conf/" + algorithm + ".der",
                    KeyPairGenerator.getInstance(algorithm)
                            .generateKeyPair()
                            .getPrivate()
                            .getEncoded());
        }
        for (String name : new String[] {
            "passphrase",
            "passphrase.txt",
            "root-passphrase.txt",
            "keystore.password",
            "db_password.txt",
            "token.pin",
            ".pgpass",
            "ldap.pass",
            "join-token"
        }) {
            secrets.put("conf/" + name, "correct horse".getBytes(StandardCharsets.UTF_8));
        }
        for (String type : new String[] {"PKCS12", "JKS", "JCEKS"}) {
            secrets.put("conf/store-" + type, store(type));
        }
        secrets.put("conf/other.bcfks", new byte[] {1, 2, 3});
        return secrets;
    }

    private static byte[] store(String type) throws Exception {
        KeyStore store = KeyStore.getInstance(type);
        store.load(null, null);
        var pair = KeyPairGenerator.getInstance("RSA").generateKeyPair();
        char[] password = "changeit".toCharArray();
        if (type.equals("PKCS12")) {
            store.setEntry(
                    "key",
                    new KeyStore.PrivateKeyEntry(
                            pair.getPrivate(), new java.security.cert.Certificate[] {certificate()}),
                    new KeyStore.PasswordProtection(password));
        } else {
            store.setKeyEntry("key", pair.getPrivate(), password, new java.security.cert.Certificate[] {certificate()});
        }
        var out = new java.io.ByteArrayOutputStream();
        store.store(out, password);
        return out.toByteArray();
    }

    /** Any certificate: that of a public authority that every Java trusts. */
    private static java.security.cert.Certificate certificate() throws Exception {
        KeyStore trusted = KeyStore.getInstance(
                Path.of(System.getProperty("java.home"), "lib", "security", "cacerts")
                        .toFile(),
                (char[]) null);
        return trusted.getCertificate(trusted.aliases().nextElement());
    }

    @Test
    @DisplayName(
            "LS-181: private keys, keystores and passphrases in a component's folder are refused, all of them by name")
    void secretsAreRefused() throws Exception {
        Path server = vendor.component("server", Map.of("bin/run", "x"));
        for (Map.Entry<String, byte[]> secret : secrets().entrySet()) {
            Path file = server.resolve(secret.getKey());
            Files.createDirectories(file.getParent());
            Files.write(file, secret.getValue());
        }

        Vendor.Result refused = publish(server);

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("[COMPONENT-SECRET]").doesNotContain("bin/run");
        assertThat(refused.err()).contains(secrets().keySet());
        assertThat(vendor.client().releases()).isEmpty();
    }

    @Test
    @DisplayName(
            "LS-181: secrets in archives of a component's folder, and in archives in these, are refused, all of them by name")
    void secretsInArchivesAreRefused() throws Exception {
        byte[] key = PEM.formatted("PRIVATE KEY").getBytes(StandardCharsets.UTF_8);
        byte[] jar = Archives.zip(Map.of("META-INF/x", new byte[] {1}, "conf/signing.pem", key));
        byte[] kar = Archives.zip(Map.of("repository/org/a.jar", jar, "note.txt", new byte[] {65}));
        byte[] tar = Archives.tar(Map.of("deep/" + "long-folder-name/".repeat(12) + "signing.pem", key, "a.jar", jar));
        Path server = vendor.component("server", Map.of("bin/run", "x"));
        Map<String, byte[]> files = new TreeMap<>(Map.of(
                "lib/a.jar",
                jar,
                "b.kar",
                kar,
                "c.zip",
                Archives.zip(Map.of("d.zip", kar)),
                "e.tar",
                tar,
                "f.tar.gz",
                Archives.gzip(tar),
                "g.tgz",
                Archives.gzip(tar),
                "h.pem.gz",
                Archives.gzip(key),
                "no-name",
                jar));
        files.put("cut.zip", Arrays.copyOf(kar, kar.length / 2));
        files.put("bomb.gz", Archives.gzip(new byte[32 << 20]));
        for (Map.Entry<String, byte[]> file : files.entrySet()) {
            Files.createDirectories(server.resolve(file.getKey()).getParent());
            Files.write(server.resolve(file.getKey()), file.getValue());
        }
        Files.write(server.resolve("sound.tar.gz"), Archives.gzip(Archives.tar(Map.of("a.txt", new byte[] {65, 66}))));

        Vendor.Result refused = publish(server);

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err())
                .contains(
                        "lib/a.jar!/conf/signing.pem (a private key)",
                        "b.kar!/repository/org/a.jar!/conf/signing.pem (a private key)",
                        "c.zip!/d.zip!/repository/org/a.jar!/conf/signing.pem (a private key)",
                        "e.tar!/deep/long-folder-name/",
                        "e.tar!/a.jar!/conf/signing.pem (a private key)",
                        "f.tar.gz!/f.tar!/a.jar!/conf/signing.pem (a private key)",
                        "g.tgz!/g.tar!/a.jar!/conf/signing.pem (a private key)",
                        "h.pem.gz!/h.pem (a private key)",
                        "no-name!/conf/signing.pem (a private key)",
                        "cut.zip (an archive that cannot be searched for keys: ",
                        "bomb.gz (an archive that cannot be searched for keys: it would unpack to far more than it is long)")
                .doesNotContain("sound", "note.txt");

        List<String> meant = new ArrayList<>();
        files.keySet().forEach(path -> meant.addAll(List.of("--not-secret", path)));
        assertThat(publish(server, meant.toArray(String[]::new)).status()).isZero();
    }

    @Test
    void whatOnlyLooksLikeASecretIsPublished() throws Exception {
        Path server = vendor.component(
                "server",
                Map.of(
                        "lib/Pem.class", "\u0001-----BEGIN PRIVATE KEY-----\u0001\u0000-----END PRIVATE KEY-----",
                        "conf/ca.pem",
                                "-----BEGIN CERTIFICATE-----\nMC4CAQAwBQYDK2VwBCIEIHxY\n-----END CERTIFICATE-----\n",
                        "conf/update.pub", "-----BEGIN PUBLIC KEY-----\nMCowBQYDK2VwAyEA\n-----END PUBLIC KEY-----\n",
                        "doc/passwords.md", "How to change a password",
                        "conf/key.json", "{\"kty\":\"OKP\",\"x\":\"nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A\"}"));
        Files.copy(
                Path.of(System.getProperty("java.home"), "lib", "security", "cacerts")
                        .toRealPath(),
                server.resolve("cacerts"));

        assertThat(publish(server).err()).isEmpty();
    }

    @Test
    void whatIsMeantToBePublishedCanBe() throws Exception {
        Path server = vendor.component("server", Map.of("doc/passphrase.txt", "an example"));
        assertThat(publish(server).err())
                .contains("doc/passphrase.txt (a passphrase)")
                .contains("--not-secret PATH");

        assertThat(publish(server, "--not-secret", "doc/passphrase.txt").status())
                .isZero();
    }

    @Test
    @DisplayName("LS-181: a component that no computer could run is refused, with the place in its description")
    void descriptionsThatCannotBeUsed() throws Exception {
        Map<String, String> bad = Map.of(
                "{\"format\":1,\n  \"controller\":\"process\",,}", "line 2, column 26",
                "[]", "its format is not 1",
                "{\"format\":2}", "its format is not 1",
                "{\"format\":1,\"name\":\"other\"}", "describes the component \"other\"",
                "{\"format\":1,\"controller\":\"proces\"}", "there is no controller \"proces\"",
                "{\"format\":1,\"controller\":\"process\",\"process\":{\"command\":\"run\"}}",
                        "process.command is empty",
                "{\"format\":1,\"health\":{\"within\":\"30\"}}", "within is not a number of seconds",
                "{\"format\":1,\"controller\":\"process\",\"process\":{\"command\":[\"${tree}/bin/runs\"]}}",
                        "its program bin/runs is not in the folder",
                "{\"format\":1,\"controller\":\"features\",\"features\":{\"repository\":\"f.xml\",\"names\":[\"m\"]}}",
                        "its features file f.xml is missing");
        for (Map.Entry<String, String> one : bad.entrySet()) {
            Path server = vendor.component("server", Map.of("bin/run", "x", "lockstep-component.json", one.getKey()));

            Vendor.Result refused = publish(server);

            assertThat(refused.status()).as(one.getKey()).isEqualTo(1);
            assertThat(refused.err())
                    .as(one.getKey())
                    .contains("[COMPONENT-DESCRIPTION]")
                    .contains(one.getValue());
        }
        assertThat(vendor.client().releases()).isEmpty();
    }

    @Test
    @DisplayName("LS-181: a component's folder may be named by a symbolic link")
    void aLinkToTheFolder() throws Exception {
        Path server = vendor.component("server-17", Map.of("bin/run", "x"));
        Path current = Files.createSymbolicLink(folder.resolve("current"), server.getFileName());

        assertThat(publish(current).err()).isEmpty();

        assertThat(vendor.tree("1.0.0", "server").entries())
                .extracting(entry -> entry.path())
                .containsExactly("bin", "bin/run");
    }

    private Vendor.Result publish(Path server, String... options) {
        String[] all = new String[4 + options.length];
        System.arraycopy(new String[] {"--release", "1.0.0", "--component", "server=" + server}, 0, all, 0, 4);
        System.arraycopy(options, 0, all, 4, options.length);
        return vendor.call("publish", all);
    }
}
