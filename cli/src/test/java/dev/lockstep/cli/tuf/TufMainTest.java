package dev.lockstep.cli.tuf;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.tuf.ConsistentNames;
import dev.lockstep.core.tuf.model.Hashes;
import dev.lockstep.core.tuf.model.TargetFile;
import dev.lockstep.signing.repository.Ed25519Signer;
import dev.lockstep.signing.repository.KeyRing;
import dev.lockstep.signing.repository.Lifetimes;
import dev.lockstep.signing.repository.Publication;
import dev.lockstep.signing.repository.RoleKeys;
import dev.lockstep.signing.repository.RootPlan;
import dev.lockstep.signing.repository.TufRepository;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The command line by which the public conformance suite drives a client, against a repository of our own. */
class TufMainTest {
    private static final String TARGET = "releases/1.1.0.json";
    private static final byte[] CONTENT = "a release".getBytes(StandardCharsets.UTF_8);

    @TempDir
    private Path folder;

    private final StringWriter errors = new StringWriter();
    private final List<String> requests = Collections.synchronizedList(new ArrayList<>());
    /** As they came over the wire. */
    private final List<String> rawRequests = Collections.synchronizedList(new ArrayList<>());

    private final Ed25519Signer signer = Ed25519Signer.generate();
    private Path site;
    private Path trusted;
    private TufRepository repository;
    private HttpServer server;

    @BeforeEach
    void publishAndServe() throws Exception {
        site = folder.resolve("site");
        trusted = folder.resolve("trusted");
        repository = new TufRepository(site.resolve("metadata"), Clock.systemUTC(), Lifetimes.vendor());
        RoleKeys keys = RoleKeys.single(signer.publicKey());
        byte[] root = repository.initialise(new RootPlan(keys, keys, keys, keys), KeyRing.of(signer));
        Files.write(folder.resolve("pinned.json"), root);
        publish(CONTENT);
        server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext("/", this::serve);
        server.start();
    }

    @AfterEach
    void stop() {
        server.stop(0);
    }

    private void publish(byte[] content) throws Exception {
        publish(TARGET, content);
    }

    private void publish(String name, byte[] content) throws Exception {
        TargetFile target = new TargetFile(
                name, content.length, Hashes.sha256(Digest.of(content).hex()));
        Path file = ConsistentNames.target(site.resolve("targets"), target);
        Files.createDirectories(file.getParent());
        Files.write(file, content);
        try (Publication publication = repository.begin(KeyRing.of(signer))) {
            publication.add(target);
            publication.commit();
        }
    }

    private void serve(HttpExchange exchange) throws IOException {
        try (exchange) {
            String path = exchange.getRequestURI().getPath();
            requests.add(path);
            rawRequests.add(exchange.getRequestURI().toString());
            Path file = site.resolve(path.substring(1));
            if (Files.isRegularFile(file)) {
                byte[] content = Files.readAllBytes(file);
                exchange.sendResponseHeaders(200, content.length);
                exchange.getResponseBody().write(content);
            } else {
                exchange.sendResponseHeaders(404, -1);
            }
        }
    }

    private int run(String... arguments) {
        return TufMain.run(new PrintWriter(new StringWriter()), new PrintWriter(errors, true), arguments);
    }

    private String url(String path) {
        return "http://127.0.0.1:" + server.getAddress().getPort() + path;
    }

    private int init() {
        return run(
                "--metadata-dir",
                trusted.toString(),
                "init",
                folder.resolve("pinned.json").toString());
    }

    private int refresh() {
        return run("--metadata-dir", trusted.toString(), "--metadata-url", url("/metadata"), "refresh");
    }

    private int download(String... names) {
        List<String> arguments = new ArrayList<>(List.of(
                "--metadata-dir",
                trusted.toString(),
                "--metadata-url",
                url("/metadata/"),
                "--target-dir",
                folder.resolve("downloads").toString(),
                "--target-base-url",
                url("/targets")));
        for (String name : names) {
            arguments.addAll(List.of("--target-name", name));
        }
        arguments.add("download");
        return run(arguments.toArray(String[]::new));
    }

    private Path downloaded() {
        return folder.resolve("downloads").resolve("releases%2F1.1.0.json");
    }

    @ParameterizedTest
    @DisplayName(
            "LS-172: whatever stands in the name of a target, it is percent-encoded on the wire: object stores read + as a space")
    @CsvSource({
        "1.0.0+build.1, 1.0.0%2Bbuild.1",
        "two words, two%20words",
        "100%, 100%25",
        "a%2Fb, a%252Fb",
        "Отчёт, %D0%9E%D1%82%D1%87%D1%91%D1%82",
        "a#b?c, a%23b%3Fc",
        "a;b=c&d, a%3Bb%3Dc%26d",
    })
    void everyNameIsEncodedOnTheWire(String name, String encoded) throws Exception {
        String target = "releases/" + name + "/" + name + ".json";
        byte[] content = name.getBytes(StandardCharsets.UTF_8);
        publish(target, content);
        init();

        assertThat(download(target)).as(errors.toString()).isZero();

        assertThat(rawRequests)
                .last(InstanceOfAssertFactories.STRING)
                .isEqualTo("/targets/releases/" + encoded + "/"
                        + Digest.of(content).hex() + "." + encoded + ".json");
        try (Stream<Path> downloads = Files.list(folder.resolve("downloads"))) {
            assertThat(downloads)
                    .singleElement()
                    .satisfies(file -> assertThat(file).hasBinaryContent(content));
        }
    }

    @Test
    void aRefreshKeepsTheFilesAsTheyCame() throws Exception {
        assertThat(init()).isZero();
        assertThat(requests).isEmpty();

        assertThat(refresh()).isZero();

        assertThat(requests)
                .containsExactly(
                        "/metadata/2.root.json",
                        "/metadata/timestamp.json",
                        "/metadata/2.snapshot.json",
                        "/metadata/2.targets.json");
        assertThat(trusted.resolve("timestamp.json")).hasSameBinaryContentAs(site.resolve("metadata/timestamp.json"));
        assertThat(trusted.resolve("targets.json")).hasSameBinaryContentAs(site.resolve("metadata/2.targets.json"));
    }

    @Test
    void aTargetIsDownloadedOnceAndAgainWhenItChanges() throws Exception {
        init();
        assertThat(download(TARGET)).isZero();
        assertThat(downloaded()).hasBinaryContent(CONTENT);
        requests.clear();

        assertThat(download(TARGET)).isZero();
        assertThat(requests).noneMatch(path -> path.startsWith("/targets/"));

        publish("another".getBytes(StandardCharsets.UTF_8));
        assertThat(download(TARGET)).isZero();
        assertThat(downloaded()).hasContent("another");
    }

    @Test
    void anAlteredTargetNeverBecomesVisible() throws Exception {
        init();
        Path served = site.resolve("targets/releases/" + Digest.of(CONTENT).hex() + ".1.1.0.json");
        Files.writeString(served, "b release");

        assertThat(download(TARGET)).isOne();

        assertThat(errors.toString())
                .contains("releases/1.1.0.json has the sha256")
                .contains("[TRUST-HASH]");
        assertThat(folder.resolve("downloads")).isEmptyDirectory();
    }

    @Test
    void aTargetThatNobodyVouchesForIsNotAskedFor() {
        init();

        assertThat(download("releases/9.9.9.json")).isOne();

        assertThat(errors.toString()).contains("the repository vouches for no target releases/9.9.9.json");
        assertThat(requests).noneMatch(path -> path.startsWith("/targets/"));
    }

    @Test
    void whateverGoesWrongTheStatusIsOne() throws Exception {
        assertThat(refresh()).isOne();
        assertThat(errors.toString()).contains("there is no trusted root").contains("[TRUST-NO-ROOT]");
        assertThat(run("--no-such-option")).isOne();
        assertThat(run("--metadata-dir", trusted.toString(), "refresh")).isOne();
        assertThat(errors.toString()).contains("--metadata-url is needed");
        Files.writeString(folder.resolve("pinned.json"), "{}");
        assertThat(init()).isOne();
        assertThat(trusted).doesNotExist();
    }
}
