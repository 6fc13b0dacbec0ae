package dev.lockstep.distribution.internal.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.membership.KnownServers;
import dev.lockstep.core.membership.SiteMember;
import dev.lockstep.core.pki.Fingerprint;
import dev.lockstep.core.pki.KeyAndChain;
import dev.lockstep.core.pki.PemFile;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.source.HttpLimits;
import dev.lockstep.core.source.ServerAddress;
import dev.lockstep.core.source.Transport;
import dev.lockstep.core.source.Transports;
import dev.lockstep.core.source.UpdateSource;
import dev.lockstep.distribution.internal.http.JettyPort;
import dev.lockstep.distribution.internal.http.TestPort;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A server with its administrator's own certificate, which a company's authority signed through one between, and its clients. */
@Timeout(300)
class CompanyCertificateTest {
    private static final String PASSWORD = "correct horse";
    private static final HttpLimits PATIENT = new HttpLimits(
            Duration.ofSeconds(20), Duration.ofSeconds(20), Duration.ofSeconds(30), Duration.ofSeconds(60), 1);

    @TempDir
    private Path folder;

    private Path keystore;
    private Path inForce;
    private int replaced;

    @BeforeEach
    void aCompanyAndAStranger() throws Exception {
        keystore = folder.resolve("companies.p12");
        inForce = folder.resolve("server.pem");
        keytool("root", "CN=company root", "-ext", "bc:c=ca:true");
        keytool("company", "CN=company issuing", "-ext", "bc:c=ca:true", "-signer", "root");
        issue("first", "company", "ip:127.0.0.1,dns:srv.example");
        issue("renewed", "company", "ip:127.0.0.1,dns:srv.example");
        issue("misnamed", "company", "dns:other.example");
        keytool("foreign", "CN=foreign", "-ext", "san=ip:127.0.0.1");
    }

    @Test
    void clients_pin_the_companys_root_and_a_renewed_certificate_is_in_force_without_a_restart() throws Exception {
        use("first");
        try (JettyPort port = new JettyPort(
                TestPort.options(),
                () -> true,
                Optional.of(new ServerTls(new AdministratorsKey(inForce, () -> ""))),
                Optional.empty())) {
            port.add(List.of("/"), new Answer());
            port.adjust();
            assertThat(port.authority()).contains(Fingerprint.of(key("first").authority()));
            KnownServers known = new KnownServers(folder.resolve("servers.json"), () -> true, InstantSource.system());
            assertThat(client(known, port).read("x", 10)).isPresent();

            use("renewed");
            port.refresh();
            assertThat(client(known, port).read("x", 10)).isPresent();
            assertThat(known.all())
                    .singleElement()
                    .satisfies(server -> assertThat(server.authority())
                            .isEqualTo(Fingerprint.of(key("renewed").authority())));

            use("misnamed");
            port.refresh();
            assertRefused(client(known, port), ProblemCode.SOURCE_TLS);

            use("foreign");
            port.refresh();
            assertRefused(client(known, port), ProblemCode.SERVER_CHANGED);

            Files.writeString(inForce, "half a file");
            port.refresh();
            use("first");
            port.refresh();
            assertThat(client(known, port).read("x", 10)).isPresent();
        }
    }

    private static void assertRefused(Transport server, ProblemCode code) {
        assertThatThrownBy(() -> server.read("x", 10))
                .isInstanceOfSatisfying(
                        ProblemException.class,
                        e -> assertThat(e.problem().code()).as(e.getMessage()).isEqualTo(code));
    }

    /** Each makes a connection of its own. */
    private Transport client(KnownServers known, JettyPort port) {
        SiteMember member =
                new SiteMember("id", () -> "ws-1", folder.resolve("client.pem"), known, InstantSource.system());
        return new Transports(PATIENT, Optional.empty(), Optional.of(member))
                .computer(new UpdateSource.Computer(
                        new ServerAddress(
                                "127.0.0.1", port.local().orElseThrow().getPort()),
                        true));
    }

    private void use(String name) throws IOException, GeneralSecurityException {
        PemFile.write(inForce, key(name));
        replaced++;
        Files.setLastModifiedTime(inForce, FileTime.from(Instant.now().plusSeconds(replaced)));
    }

    private KeyAndChain key(String name) throws IOException, GeneralSecurityException {
        KeyStore store = KeyStore.getInstance(keystore.toFile(), PASSWORD.toCharArray());
        return new KeyAndChain(
                (PrivateKey) store.getKey(name, PASSWORD.toCharArray()),
                Arrays.stream(store.getCertificateChain(name))
                        .map(X509Certificate.class::cast)
                        .toList());
    }

    private void issue(String name, String authority, String names) throws Exception {
        keytool(name, "CN=" + name, "-ext", "san=" + names, "-signer", authority);
    }

    private void keytool(String alias, String name, String... more) throws Exception {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "keytool").toString(),
                "-J-XX:TieredStopAtLevel=1",
                "-genkeypair",
                "-keystore",
                keystore.toString(),
                "-storepass",
                PASSWORD,
                "-alias",
                alias,
                "-dname",
                name,
                "-keyalg",
                "EC",
                "-groupname",
                "secp256r1",
                "-validity",
                "365"));
        command.addAll(List.of(more));
        Path log = folder.resolve("keytool.log");
        Process keytool = new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(log.toFile())
                .start();
        assertThat(keytool.waitFor()).as(Files.readString(log)).isZero();
    }

    private static final class Answer extends Handler.Abstract {
        @Override
        public boolean handle(Request request, Response response, Callback callback) {
            response.write(true, ByteBuffer.wrap(new byte[] {'x'}), callback);
            return true;
        }
    }
}
