package dev.lockstep.signing.repository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.release.ReleaseJson;
import dev.lockstep.core.source.HttpLimits;
import dev.lockstep.core.source.Transport;
import dev.lockstep.core.source.Transports;
import dev.lockstep.core.source.UpdateSource;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.FileContentStore;
import dev.lockstep.core.transfer.PayloadTransfer;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.transfer.RateLimit;
import dev.lockstep.core.trust.VendorMetadata;
import dev.lockstep.core.trust.VendorTrust;
import dev.lockstep.core.tuf.ConsistentNames;
import dev.lockstep.core.tuf.model.Hashes;
import dev.lockstep.core.tuf.model.TargetFile;
import dev.lockstep.core.version.Version;
import dev.lockstep.core.version.VersionRange;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** A vendor with two web servers, the first of which answers something else than what was signed. */
@Timeout(300)
class MirrorsTest {
    /** A timestamp has expired by then, and nothing else. */
    private static final Duration EXPIRED = Duration.ofDays(40);

    private static final Version ONE = Version.parse("1.0.0");
    private static final Blob PAYLOAD = Blob.of("<html>signed</html>".getBytes(UTF_8));

    @TempDir
    private Path folder;

    private Clock now = Clock.systemUTC();
    private final Ed25519Signer signer = Ed25519Signer.generate();
    private final Ed25519Signer acme = Ed25519Signer.generate();
    private final KeyRing keys = KeyRing.of(signer, acme);
    private Path site;
    private Path former;
    private byte[] root;
    private TufRepository repository;
    private Server bad;
    private Server good;
    private Transport vendor;

    @BeforeEach
    void serve() throws Exception {
        site = folder.resolve("vendor");
        former = folder.resolve("former");
        repository = new TufRepository(site.resolve("metadata/vendor"), Clock.systemUTC(), Lifetimes.vendor());
        RoleKeys own = RoleKeys.single(signer.publicKey());
        root = repository.initialise(new RootPlan(own, own, own, own), keys);
        publish("first");
        copy(site, former);
        publish("second");
        Path file = site.resolve("targets").resolve(PAYLOAD.digest().path());
        Files.createDirectories(file.getParent());
        Files.writeString(file, "<html>signed</html>");
        bad = new Server();
        good = new Server();
        vendor = new Transports(
                        new HttpLimits(
                                Duration.ofSeconds(30),
                                Duration.ofSeconds(20),
                                Duration.ofSeconds(20),
                                Duration.ofSeconds(60),
                                1),
                        Optional.empty(),
                        Optional.empty())
                .open(new UpdateSource.Vendor(List.of(bad.url(), good.url())));
    }

    @AfterEach
    void stop() {
        bad.close();
        good.close();
    }

    private void publish(String module) throws Exception {
        ModuleRelease.Bundle bundle = new ModuleRelease.Bundle(module, "1.0.0", PAYLOAD, 90, List.of(), List.of());
        byte[] description = ReleaseJson.write(new ModuleRelease(
                module, ONE, module, "", "", List.of(), VersionRange.parse("1.0.0"), List.of(bundle)));
        TargetFile target = new TargetFile(
                ModuleRelease.targetName(module, ONE),
                description.length,
                Hashes.sha256(Blob.of(description).digest().hex()));
        Path file = ConsistentNames.target(site.resolve("targets"), target);
        Files.createDirectories(file.getParent());
        Files.write(file, description);
        try (Publication publication = repository.begin(keys)) {
            if (module.equals("first")) {
                publication.delegate("acme", RoleKeys.single(acme.publicKey()), List.of("modules/acme-*/*"), true);
                publication.add(
                        "acme",
                        new TargetFile(ModuleRelease.targetName("acme-chart", ONE), target.length(), target.hashes()));
            }
            publication.add(target);
            publication.commit();
        }
    }

    private static void copy(Path from, Path to) throws IOException {
        try (var files = Files.walk(from)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
        }
    }

    /** Everything that a server could answer in place of a file. */
    enum Answer {
        PAGE_403 {
            @Override
            void give(HttpExchange exchange, byte[] real) throws IOException {
                html(exchange, 403, "<html>forbidden</html>");
            }
        },
        GONE_404 {
            @Override
            void give(HttpExchange exchange, byte[] real) throws IOException {
                html(exchange, 404, "");
            }
        },
        ERROR_500 {
            @Override
            void give(HttpExchange exchange, byte[] real) throws IOException {
                html(exchange, 500, "<html>oops</html>");
            }
        },
        PORTAL_200 {
            @Override
            void give(HttpExchange exchange, byte[] real) throws IOException {
                html(exchange, 200, "<html>sign in to the network</html>");
            }
        },
        PORTAL_302 {
            @Override
            void give(HttpExchange exchange, byte[] real) throws IOException {
                exchange.getResponseHeaders().set("Location", "http://portal.example/sign-in");
                send(exchange, 302, new byte[0]);
            }
        },
        ALTERED {
            @Override
            void give(HttpExchange exchange, byte[] real) throws IOException {
                byte[] altered = real.clone();
                altered[altered.length / 2] ^= 1;
                send(exchange, 200, altered);
            }
        },
        EMPTY {
            @Override
            void give(HttpExchange exchange, byte[] real) throws IOException {
                send(exchange, 200, new byte[0]);
            }
        },
        TOO_SHORT {
            @Override
            void give(HttpExchange exchange, byte[] real) throws IOException {
                send(exchange, 200, Arrays.copyOf(real, real.length / 2));
            }
        },
        TOO_LONG {
            @Override
            void give(HttpExchange exchange, byte[] real) throws IOException {
                send(exchange, 200, Arrays.copyOf(real, real.length + 10));
            }
        },
        BROKEN_OFF {
            @Override
            void give(HttpExchange exchange, byte[] real) throws IOException {
                exchange.sendResponseHeaders(200, real.length);
                exchange.getResponseBody().write(real, 0, real.length / 2);
                exchange.getResponseBody().flush();
                throw new IOException("broken off");
            }
        };

        abstract void give(HttpExchange exchange, byte[] real) throws IOException;

        static void html(HttpExchange exchange, int status, String page) throws IOException {
            exchange.getResponseHeaders().set("Content-Type", "text/html");
            send(exchange, status, page.getBytes(UTF_8));
        }

        static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
            exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
            exchange.getResponseBody().write(body);
        }
    }

    @ParameterizedTest
    @EnumSource(Answer.class)
    @DisplayName("LS-183 Whatever the first server answers in place of metadata, the next is asked and it is named")
    void metadata(Answer answer) throws Exception {
        for (String file : List.of("timestamp.json", "snapshot.json", "targets.json", "acme.json")) {
            bad.lies(path -> path.endsWith(file), answer);
            assertThat(modules(refresh(file))).as(file).containsExactly("acme-chart", "first", "second");
            assertBlamed(file);
            renew();
        }
    }

    @ParameterizedTest
    @EnumSource(Answer.class)
    @DisplayName("LS-183 Whatever the first server answers in place of a payload or description, the next is asked")
    void payloads(Answer answer) throws Exception {
        bad.lies(path -> path.startsWith("/targets/"), answer);
        VendorMetadata metadata = refresh("payloads");
        assertThat(vendor.warnings()).isEmpty();
        assertThat(metadata.module("first", ONE).name()).isEqualTo("first");
        assertBlamed("description");
        renew();
        FileContentStore store = store("payloads");
        new PayloadTransfer(store, new RateLimit(() -> 0L)).fetch(vendor, Set.of(PAYLOAD), Progress.SILENT);
        assertThat(store.find(PAYLOAD)).isPresent();
        assertBlamed("payload");
    }

    @Test
    @DisplayName("LS-183 A server that has older metadata than what is trusted is passed over")
    void older() throws Exception {
        refresh("older");
        renew();
        bad.folder = former;
        assertThat(modules(refresh("older"))).containsExactly("acme-chart", "first", "second");
        assertBlamed("older than what is trusted");
    }

    @Test
    @DisplayName(
            "LS-183 A server whose timestamp has expired is passed over if another has a newer one, and not otherwise")
    void expired() throws Exception {
        now = Clock.offset(now, EXPIRED);
        assertThat(modules(refresh("expired"))).containsExactly("acme-chart", "first", "second");
        assertThat(vendor.warnings()).as("the vendor's own fault").isEmpty();
        assertThat(good.asked).isNotEmpty();
        bad.folder = former;
        new TufRepository(site.resolve("metadata/vendor"), now, Lifetimes.vendor()).renewTimestamp(keys);
        assertThat(modules(refresh("renewed"))).containsExactly("acme-chart", "first", "second");
        assertBlamed("frozen");
    }

    @Test
    @DisplayName("LS-183 A missing next root is an answer: nobody else is asked for it, and there is no warning")
    void nextRoot() throws Exception {
        refresh("root");
        assertThat(vendor.warnings()).isEmpty();
        assertThat(bad.asked).anyMatch(path -> path.endsWith("/2.root.json"));
        assertThat(good.asked).isEmpty();
    }

    @ParameterizedTest
    @EnumSource(
            value = Answer.class,
            names = {"PAGE_403", "GONE_404"},
            mode = EnumSource.Mode.EXCLUDE)
    @DisplayName("LS-183 What stands in the place of a next root and is none leads to the next server")
    void fakeNextRoot(Answer answer) throws Exception {
        bad.lies(path -> path.endsWith("/2.root.json"), answer);
        assertThat(modules(refresh("root"))).containsExactly("acme-chart", "first", "second");
        assertBlamed("2.root.json");
    }

    @Test
    @DisplayName("LS-183 If all fail, the first problem is told, and the others with it")
    void all() {
        bad.lies(path -> path.endsWith("timestamp.json"), Answer.ERROR_500);
        good.lies(path -> path.endsWith("timestamp.json"), Answer.ALTERED);
        assertThatThrownBy(() -> refresh("all"))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(bad.url().toString())
                .hasMessageContaining("500")
                .satisfies(e -> assertThat(e.getSuppressed())
                        .singleElement()
                        .satisfies(other -> assertThat(other)
                                .hasMessageContaining(good.url().toString())));
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/html", "text/html; charset=utf-8", "application/octet-stream"})
    void a_payload_that_is_a_web_page_is_judged_by_its_hash(String type) throws Exception {
        bad.type = type;
        FileContentStore store = store("html");
        new PayloadTransfer(store, new RateLimit(() -> 0L)).fetch(vendor, Set.of(PAYLOAD), Progress.SILENT);
        assertThat(store.find(PAYLOAD)).isPresent();
        assertThat(good.asked).isEmpty();
        assertThat(vendor.warnings()).isEmpty();
    }

    private void assertBlamed(String why) {
        assertThat(vendor.warnings()).as(why).hasSize(1);
        assertThat(vendor.warnings().get(0))
                .extracting(Sentence::toString)
                .asString()
                .contains(bad.url().toString());
    }

    /** As after an hour: the first is asked first again. */
    private void renew() {
        vendor = new Transports(HttpLimits.USUAL, Optional.empty(), Optional.empty())
                .open(new UpdateSource.Vendor(List.of(bad.url(), good.url())));
    }

    private FileContentStore store(String name) {
        return new FileContentStore(folder.resolve("store-" + name));
    }

    private VendorMetadata refresh(String name) {
        return new VendorTrust(folder.resolve("trust-" + name), () -> Optional.of(root), store(name), now)
                .refresh(vendor);
    }

    private static List<String> modules(VendorMetadata metadata) {
        return metadata.modules().stream()
                .map(VendorMetadata.OfferedModule::name)
                .sorted()
                .toList();
    }

    /** A web server that is honest about some files. */
    private final class Server implements AutoCloseable {
        private final HttpServer http;
        final List<String> asked = new java.util.concurrent.CopyOnWriteArrayList<>();
        volatile Path folder = site;
        private volatile Predicate<String> lie = path -> false;
        private volatile Answer answer = Answer.EMPTY;
        volatile String type = "application/octet-stream";

        Server() throws IOException {
            http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            http.createContext("/", this::handle);
            http.start();
        }

        void lies(Predicate<String> about, Answer with) {
            lie = about;
            answer = with;
        }

        private void handle(HttpExchange exchange) throws IOException {
            try (exchange) {
                String path = exchange.getRequestURI().getPath();
                asked.add(path);
                Path file = folder.resolve(path.substring(1));
                boolean there = Files.exists(file);
                if (lie.test(path)) {
                    answer.give(
                            exchange,
                            there ? Files.readAllBytes(file) : "{}".repeat(50).getBytes(UTF_8));
                } else if (there) {
                    exchange.getResponseHeaders().set("Content-Type", type);
                    Answer.send(exchange, 200, Files.readAllBytes(file));
                } else {
                    Answer.send(exchange, 404, new byte[0]);
                }
            }
        }

        URI url() {
            return URI.create("http://127.0.0.1:" + http.getAddress().getPort() + "/");
        }

        @Override
        public void close() {
            http.stop(0);
        }
    }
}
