package dev.lockstep.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.AclFileAttributeView;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import org.junit.jupiter.api.Test;

class FirstAccessTest {
    // Keys of the real size take seconds to make.
    private static final int SMALL_KEY = 1024;

    @Test
    void makesAnAdministratorWhosePasswordOnlyTheOwnerCanRead() throws Exception {
        try (FileSystem disk = Installation.unix()) {
            Path etc = prepared(disk);
            String password =
                    Files.readString(etc.resolve("initial-admin-password")).strip();
            assertThat(password).hasSize(24);
            String digest = HexFormat.of()
                    .formatHex(MessageDigest.getInstance("SHA-512").digest(password.getBytes(StandardCharsets.UTF_8)));
            assertThat(Files.readString(etc.resolve("users.properties")))
                    .contains("admin = {CRYPT}" + digest.toUpperCase(Locale.ROOT) + "{CRYPT},_g_:admingroup\n")
                    .doesNotContain(password)
                    .doesNotContain("karaf =");
            for (String name :
                    new String[] {"initial-admin-password", "users.properties", "console.key", "keys.properties"}) {
                assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(etc.resolve(name))))
                        .as(name)
                        .isEqualTo("rw-------");
            }
        }
    }

    @Test
    void onWindowsNobodyButTheOwnerIsInTheAccessControlList() throws Exception {
        try (FileSystem disk = Installation.windows()) {
            Path key = prepared(disk).resolve("console.key");
            AclFileAttributeView view = Files.getFileAttributeView(key, AclFileAttributeView.class);
            assertThat(view.getAcl())
                    .singleElement()
                    .satisfies(entry -> assertThat(entry.principal()).isEqualTo(view.getOwner()));
        }
    }

    @Test
    void theConsolesKeyFitsItsPublicHalf() throws Exception {
        try (FileSystem disk = Installation.unix()) {
            Path etc = prepared(disk);
            String pem =
                    Files.readString(etc.resolve("console.key")).replaceAll("-----(BEGIN|END) PRIVATE KEY-----", "");
            RSAPrivateCrtKey key = (RSAPrivateCrtKey) KeyFactory.getInstance("RSA")
                    .generatePrivate(
                            new PKCS8EncodedKeySpec(Base64.getMimeDecoder().decode(pem)));
            String line = Files.readAllLines(etc.resolve("keys.properties")).stream()
                    .filter(text -> text.startsWith("console = "))
                    .findFirst()
                    .orElseThrow();
            byte[] blob = Base64.getDecoder().decode(line.substring("console = ".length(), line.indexOf(',')));
            byte[] modulus = key.getModulus().toByteArray();
            assertThat(blob).endsWith(modulus);
            assertThat(new String(blob, 4, 7, StandardCharsets.US_ASCII)).isEqualTo("ssh-rsa");
            assertThat(key.getModulus().bitLength()).isEqualTo(SMALL_KEY);
        }
    }

    @Test
    void leavesWhatIsThere() throws Exception {
        try (FileSystem disk = Installation.unix()) {
            Path etc = prepared(disk);
            Files.delete(etc.resolve("initial-admin-password"));
            byte[] key = Files.readAllBytes(etc.resolve("console.key"));
            prepared(disk);
            assertThat(Files.exists(etc.resolve("initial-admin-password"))).isFalse();
            assertThat(Files.readAllBytes(etc.resolve("console.key"))).isEqualTo(key);
        }
    }

    @Test
    void aLostConsoleKeyIsMadeAnewBesideTheOperatorsKeys() throws Exception {
        try (FileSystem disk = Installation.unix()) {
            Path etc = prepared(disk);
            String before = Files.readString(etc.resolve("keys.properties"));
            Files.writeString(etc.resolve("keys.properties"), before + "anna = AAAA,_g_:admingroup\n");
            Files.delete(etc.resolve("console.key"));
            prepared(disk);
            assertThat(Files.readAllLines(etc.resolve("keys.properties")))
                    .contains("anna = AAAA,_g_:admingroup")
                    .filteredOn(line -> line.startsWith("console"))
                    .singleElement()
                    .satisfies(line -> assertThat(before).doesNotContain(line));
        }
    }

    private static Path prepared(FileSystem disk) throws IOException {
        Home home = Installation.on(disk).home();
        new FirstAccess(home, new OwnerOnly(), new SecureRandom(), SMALL_KEY, sentence -> {}).prepare();
        return home.etc();
    }
}
