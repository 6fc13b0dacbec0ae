package dev.lockstep.core.pki;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.cert.CertPathValidator;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateFactory;
import java.security.cert.PKIXParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.Date;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CertificatesTest {
    private static final Instant NOW = Instant.parse("2026-11-22T10:00:00Z");

    private final SiteAuthority authority = SiteAuthority.create("Werk Süd", NOW);

    @TempDir
    private Path folder;

    @Test
    void what_the_authority_signs_is_valid_for_java_with_all_names_and_addresses() throws Exception {
        KeyAndChain server = authority.issue("main", List.of("srv.example", "127.0.0.1", "2001:db8::1"), NOW);
        validate(server, NOW);
        X509Certificate certificate = server.certificate();
        assertThat(certificate.getSubjectAlternativeNames())
                .extracting(name -> name.get(1).toString())
                .containsExactly("srv.example", "127.0.0.1", "2001:db8:0:0:0:0:0:1");
        assertThat(certificate.getExtendedKeyUsage()).containsExactly("1.3.6.1.5.5.7.3.1");
        assertThat(certificate.getKeyUsage()).startsWith(true, false, false);
        assertThat(certificate.getBasicConstraints()).isEqualTo(-1);
        assertThat(certificate.getSubjectX500Principal().getName()).isEqualTo("CN=main,O=Lockstep server");
        assertThat(server.authority().getSubjectX500Principal().getName())
                .isEqualTo("CN=Werk Süd,O=Lockstep site authority");
    }

    @Test
    void a_certificate_outlives_clocks_that_are_wrong_by_months_and_no_more() throws Exception {
        KeyAndChain server = authority.issue("main", List.of("localhost"), NOW);
        validate(server, NOW.minus(Duration.ofDays(300)));
        validate(server, NOW.plus(Duration.ofDays(300)));
        assertThatThrownBy(() -> validate(server, NOW.plus(Duration.ofDays(366))))
                .isInstanceOf(CertPathValidatorException.class)
                .hasMessageContaining("validity");
    }

    @Test
    void another_authority_with_the_same_name_is_another_one() {
        SiteAuthority impostor = SiteAuthority.create("Werk Süd", NOW);
        KeyAndChain server = impostor.issue("main", List.of("localhost"), NOW);
        assertThatThrownBy(() -> validate(server, NOW)).isInstanceOf(CertPathValidatorException.class);
        assertThat(Fingerprint.of(impostor.certificate())).isNotEqualTo(Fingerprint.of(authority.certificate()));
    }

    @Test
    void a_computer_is_no_authority_and_its_key_lasts() {
        KeyAndChain computer = KeyAndChain.forComputer("ws-1, second floor", NOW);
        assertThat(SiteAuthority.isSiteAuthority(computer.certificate())).isFalse();
        assertThat(SiteAuthority.isSiteAuthority(authority.certificate())).isTrue();
        assertThat(computer.certificate().getNotAfter()).isAfter(Date.from(Instant.parse("2099-01-01T00:00:00Z")));
        assertThat(computer.fingerprint().toString()).matches("([0-9a-f]{4}-){7}[0-9a-f]{4}");
        assertThat(computer.toString())
                .doesNotContain("PRIVATE")
                .contains(computer.fingerprint().toString());
        assertThatThrownBy(() -> new SiteAuthority(computer)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void keys_are_written_for_their_owner_only_and_read_back() throws Exception {
        Path file = folder.resolve("tls").resolve("server.pem");
        KeyAndChain server = authority.issue("main", List.of("localhost"), NOW);
        PemFile.write(file, server);
        KeyAndChain read = PemFile.read(file).orElseThrow();
        assertThat(read.chain()).isEqualTo(server.chain());
        assertThat(read.key()).isEqualTo(server.key());
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        assertThat(folder.resolve("tls")).isDirectoryContaining("glob:**server.pem");
        assertThat(PemFile.read(folder.resolve("none.pem"))).isEmpty();
    }

    @Test
    void a_file_that_is_no_key_says_what_is_needed() throws Exception {
        Path file = folder.resolve("key.pem");
        Files.writeString(file, "-----BEGIN ENCRYPTED PRIVATE KEY-----\nAAAA\n-----END ENCRYPTED PRIVATE KEY-----\n");
        assertThatThrownBy(() -> PemFile.read(file))
                .isInstanceOf(IOException.class)
                .hasMessageEndingWith("needed are one PRIVATE KEY (PKCS#8, not encrypted) and its CERTIFICATEs");
        Files.writeString(file, "nothing");
        assertThatThrownBy(() -> PemFile.read(file)).hasMessageContaining("0 private keys and 0 certificates");
    }

    private void validate(KeyAndChain server, Instant at) throws Exception {
        PKIXParameters parameters = new PKIXParameters(Set.of(new TrustAnchor(authority.certificate(), null)));
        parameters.setRevocationEnabled(false);
        parameters.setDate(Date.from(at));
        CertPathValidator.getInstance("PKIX")
                .validate(
                        CertificateFactory.getInstance("X.509").generateCertPath(List.of(server.certificate())),
                        parameters);
    }
}
