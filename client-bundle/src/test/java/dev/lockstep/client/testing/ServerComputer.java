package dev.lockstep.client.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.message.NodeDescription;
import dev.lockstep.core.message.NodeJson;
import dev.lockstep.core.node.Assignment;
import dev.lockstep.core.pki.Fingerprint;
import dev.lockstep.core.pki.KeyAndChain;
import dev.lockstep.core.pki.SingleKeyManager;
import dev.lockstep.core.pki.SiteAuthority;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.site.Audience;
import dev.lockstep.core.site.SiteAssignment;
import dev.lockstep.core.site.SiteFingerprint;
import dev.lockstep.core.site.SiteServer;
import dev.lockstep.core.site.TimeRequest;
import dev.lockstep.core.source.ServerAddress;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.trust.FreshnessPolicy;
import dev.lockstep.core.version.Version;
import dev.lockstep.signing.site.SiteRepository;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;

/** A server that speaks the wire over a real port: a vendor's folder, an assignment, events, reports. */
public final class ServerComputer implements AutoCloseable {
    private static final Duration RENEW_BEFORE = Duration.ofHours(12);
    private static final Audience EVERYBODY = new Audience.Everybody();

    private final Path folder;
    private final Path site;
    private final SiteRepository repository;
    private final HttpServer http;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
    private final AtomicLong revision = new AtomicLong(1);

    /** What it assigns. */
    public volatile Optional<Version> release = Optional.empty();

    public volatile List<Assignment.AssignedModule> modules = List.of();
    public volatile boolean modulesKnown = true;
    /** The modules that the site had once; empty for a server that does not say so. */
    public volatile Optional<Set<String>> dropped = Optional.empty();
    /** Whether somebody on the way alters what the site says. */
    public volatile boolean assignmentsAltered;
    /** Targets that the site assigns with another hash than the vendor signed. */
    public final Set<String> altered = ConcurrentHashMap.newKeySet();
    /** Its id, and the ids above it. */
    public volatile NodeDescription node =
            new NodeDescription("server-1", "Server", Optional.empty(), "ready", List.of());
    /** Answered to everything, if it is there. */
    public volatile Optional<Problem> problem = Optional.empty();
    /** What time it thinks it is. */
    public final TurnableClock clock = new TurnableClock();
    /** What somebody on the way offers in place of what the site says now. */
    private volatile Optional<Path> replayed = Optional.empty();

    private volatile byte[] lastTime = {};
    private volatile Optional<byte[]> replayedTime = Optional.empty();
    /** While this is not zero, whoever asks waits: as at a process that was stopped and not ended. */
    public volatile CountDownLatch frozen = new CountDownLatch(0);
    /** Whether somebody on the way breaks off whoever asks for the time. */
    public volatile boolean timeWithheld;
    /** What was asked for. */
    public final ConcurrentLinkedQueue<String> asked = new ConcurrentLinkedQueue<>();
    /** What was reported. */
    public final BlockingQueue<ComputerReport> reports = new LinkedBlockingQueue<>();

    public ServerComputer(Path folder) throws IOException {
        this(folder, 0);
    }

    public ServerComputer(Path folder, int port) throws IOException {
        this(folder, HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50));
    }

    /** One that speaks TLS, and proves itself by an authority. */
    public static ServerComputer secure(Path folder, int port, SiteAuthority authority) throws IOException {
        HttpsServer http = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 50);
        KeyAndChain key = authority.issue("server", List.of("localhost"), Instant.now());
        try {
            SSLContext tls = SSLContext.getInstance("TLSv1.3");
            tls.init(new KeyManager[] {new SingleKeyManager(() -> key)}, null, null);
            http.setHttpsConfigurator(new HttpsConfigurator(tls));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has TLS 1.3", e);
        }
        return new ServerComputer(folder, http);
    }

    private ServerComputer(Path folder, HttpServer http) throws IOException {
        this.folder = folder;
        // The site outlives the server's process, as on a real disk.
        this.site = folder.resolveSibling(folder.getFileName() + "-site");
        this.repository = SiteRepository.open(site, clock).orElseGet(() -> SiteRepository.create(site, clock));
        this.http = http;
        http.setExecutor(threads);
        http.createContext("/", this::answer);
        http.start();
    }

    /** Where its site is, with the keys: what whoever breaks into a server finds. */
    public Path siteFolder() {
        return site;
    }

    /** Its site, for what its administrator and its approver do. */
    public SiteRepository repository() {
        return repository;
    }

    /** The site says that its server is somewhere else from now on. */
    public void moves(SiteAuthority authority, ServerAddress next) {
        repository.moveServer(Optional.of(new SiteServer(Fingerprint.of(authority.certificate()), next)));
    }

    /** Which site it is. */
    public SiteFingerprint siteFingerprint() {
        return repository.fingerprint();
    }

    public int port() {
        return http.getAddress().getPort();
    }

    /** Assigns a release and tells those who listen. */
    public void assign(String version) {
        release = Optional.of(Version.parse(version));
        revision.incrementAndGet();
        events.add("changed");
    }

    /** Has the site sign for how many days what is stale is installed. */
    public void limitFreshness(int days) {
        repository.limitFreshness(FreshnessPolicy.refusedAfter(days));
    }

    private void answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        asked.add(path);
        try {
            frozen.await();
        } catch (InterruptedException e) {
            exchange.close();
            return;
        }
        exchange.getResponseHeaders().set("Lockstep", "1");
        if (problem.isPresent()) {
            exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
            send(exchange, 503, NodeJson.writeProblem(problem.get(), Locale.ENGLISH));
            return;
        }
        switch (path) {
            case "/api/v1/time" -> time(exchange);
            case "/api/v1/node" -> json(exchange, NodeJson.writeNode(node));
            case "/metadata/site/timestamp.json" -> {
                if (replayed.isEmpty()) {
                    sign();
                }
                file(exchange, replayed.orElse(site), path);
            }
            case "/api/v1/report" -> {
                reports.add(NodeJson.readReport(exchange.getRequestBody().readAllBytes()));
                json(exchange, "{\"revision\":1}".getBytes(StandardCharsets.UTF_8));
            }
            case "/api/v1/events" -> events(exchange);
            default ->
                file(
                        exchange,
                        path.startsWith("/metadata/site/") || path.startsWith("/targets/assignments/")
                                ? replayed.orElse(site)
                                : folder,
                        path);
        }
    }

    private void time(HttpExchange exchange) throws IOException {
        byte[] question = exchange.getRequestBody().readAllBytes();
        if (replayedTime.isPresent()) {
            json(exchange, replayedTime.get());
        } else if (timeWithheld) {
            exchange.close();
        } else {
            lastTime = repository.tellTime(TimeRequest.read(question));
            json(exchange, lastTime);
        }
    }

    /** From now on somebody on the way offers what the site said until now, and nothing newer. */
    public void freeze(Path recorded) throws IOException {
        sign();
        try (Stream<Path> files = Files.walk(site)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                Path copy = recorded.resolve(site.relativize(file));
                Files.createDirectories(copy.getParent());
                Files.copy(file, copy);
            }
        }
        replayed = Optional.of(recorded);
    }

    /** Somebody on the way answers every question for the time with what the site answered last. */
    public void replayTime() {
        replayedTime = Optional.of(lastTime);
    }

    private void events(HttpExchange exchange) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
        exchange.sendResponseHeaders(200, 0);
        try (OutputStream out = exchange.getResponseBody()) {
            out.write(assignmentEvent());
            out.flush();
            while (true) {
                events.take();
                out.write(assignmentEvent());
                out.flush();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private byte[] assignmentEvent() {
        return ("event: assignment\ndata: {\"revision\":" + revision.get() + "}\n\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Signs what is assigned now, if it is something else than before. */
    private synchronized void sign() {
        SiteAssignment before = repository.published().assignmentFor("x").orElse(SiteAssignment.nothing(EVERYBODY));
        SiteAssignment next = new SiteAssignment(
                EVERYBODY,
                before.counter() + 1,
                release.map(version ->
                        new SiteAssignment.AssignedRelease(version, description(Release.targetName(version)))),
                modules.stream()
                        .map(module -> new SiteAssignment.AssignedModule(
                                module.name(), module.version(), description(module.targetName())))
                        .toList(),
                modulesKnown,
                dropped);
        boolean same = next.release().equals(before.release())
                && next.modules().equals(before.modules())
                && next.modulesKnown() == before.modulesKnown()
                && next.dropped().equals(before.dropped())
                && before.counter() > 0;
        if (!same) {
            repository.assign(List.of(next));
        } else if (repository.expires().isBefore(clock.instant().plus(RENEW_BEFORE))) {
            repository.renew();
        }
    }

    /** Length and hash of what the vendor signed; of what it did not sign, anything. */
    private Blob description(String targetName) {
        int name = targetName.lastIndexOf('/') + 1;
        Path directory = folder.resolve("targets").resolve(targetName.substring(0, name));
        if (altered.contains(targetName) || !Files.isDirectory(directory)) {
            return Blob.of(targetName.getBytes(StandardCharsets.UTF_8));
        }
        try (Stream<Path> files = Files.list(directory)) {
            Optional<Path> file = files.filter(
                            each -> each.getFileName().toString().endsWith("." + targetName.substring(name)))
                    .findFirst();
            return Blob.of(
                    file.isPresent() ? Files.readAllBytes(file.get()) : targetName.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void file(HttpExchange exchange, Path folder, String path) throws IOException {
        Path file = folder.resolve(path.substring(1)).normalize();
        if (!file.startsWith(folder) || !Files.isRegularFile(file)) {
            exchange.getResponseHeaders().set("Content-Type", "application/problem+json");
            send(
                    exchange,
                    404,
                    NodeJson.writeProblem(
                            Problem.of(
                                    ProblemCode.PAYLOAD_MISSING,
                                    Map.of("address", "server", "file", path.substring(1))),
                            Locale.ENGLISH));
            return;
        }
        exchange.getResponseHeaders().set("Content-Type", "application/octet-stream");
        byte[] bytes = Files.readAllBytes(file);
        if (path.startsWith("/targets/assignments/") && assignmentsAltered) {
            bytes[bytes.length / 2] ^= 1;
        }
        send(exchange, 200, bytes);
    }

    private static void json(HttpExchange exchange, byte[] body) throws IOException {
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        send(exchange, 200, body);
    }

    private static void send(HttpExchange exchange, int status, byte[] body) throws IOException {
        exchange.sendResponseHeaders(status, body.length == 0 ? -1 : body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }

    @Override
    public void close() {
        http.stop(0);
        threads.shutdownNow();
    }
}
