package dev.lockstep.it.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import dev.lockstep.core.pki.KeyAndChain;
import dev.lockstep.core.pki.PemFile;
import dev.lockstep.core.pki.SiteAuthority;
import dev.lockstep.it.site.Artifacts;
import dev.lockstep.it.site.Await;
import dev.lockstep.it.site.Computers;
import dev.lockstep.it.site.NodeInstallation;
import dev.lockstep.it.site.Ports;
import dev.lockstep.it.site.SmallRelease;
import dev.lockstep.it.site.VendorInThisProcess;
import dev.lockstep.it.site.VendorSite;
import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.assertj.core.data.Index;

/**
 * A vendor, a server and a client with somebody in the middle of both wires. Server and client look for news every second and
 * install by themselves what they should run.
 */
final class AttackedSite implements Closeable {
    /** A component that only has files. */
    static final String CHARTS = "charts";

    /** What the server tells its administrator while its client refuses what it says. */
    static final String CLIENT_REFUSES =
            "Computers below do not accept what this server says \\(LS-UNTRUSTED\\): client\\. They keep what they have\\. .*";

    /** Matches nothing. */
    private static final String NO_WARNING = "(?!)";

    private static final ObjectMapper JSON = new ObjectMapper();
    private static final Duration LIMIT = Duration.ofMinutes(5);

    final VendorSite vendor;
    final NodeInstallation server;
    final NodeInstallation client;
    /** Between the vendor and the server. */
    final ManInTheMiddle atVendor;
    /** Between the server and the client. */
    final ManInTheMiddle atServer;

    private final Path folder;
    private int releases;

    private AttackedSite(Path folder) throws IOException {
        Artifacts artifacts = Artifacts.ofBuild();
        this.folder = folder;
        vendor = VendorSite.create(
                new VendorInThisProcess(),
                folder.resolve("vendor"),
                folder.resolve("vendor.log"),
                "--threshold",
                "targets=2/2");
        server = NodeInstallation.unpack("server", artifacts.server(), folder.resolve("server"), Ports.free())
                .admitsWhoeverAsks();
        client = NodeInstallation.unpack("client", artifacts.client(), folder.resolve("client"), Ports.free());
        atVendor = new ManInTheMiddle(vendor.url().getPort());
        atServer = new ManInTheMiddle(server.port());
    }

    /** Sets it up and starts it; the first release runs on both when it returns. */
    static AttackedSite start(Path folder) throws IOException {
        AttackedSite site = new AttackedSite(folder);
        try {
            site.configure();
            String first = site.publish();
            List.of(site.server, site.client).parallelStream().forEach(NodeInstallation::start);
            site.arrives(first);
            site.stealTlsKeys();
            return site;
        } catch (IOException | RuntimeException | AssertionError e) {
            site.close();
            throw e;
        }
    }

    /** Whoever stands before the server has the key that it shows, and one that it admits. */
    void stealTlsKeys() throws IOException {
        atServer.hold(
                key(server, "data/lockstep/site/tls/server.pem"), key(client, "data/lockstep/trust/member/key.pem"));
    }

    /** Whoever stands before the server has no key of it, only one that he made. */
    void makeUpTlsKeys() throws IOException {
        Instant now = Instant.now();
        atServer.hold(
                SiteAuthority.create("server", now).issue("server", List.of("127.0.0.1"), now),
                key(client, "data/lockstep/trust/member/key.pem"));
    }

    /** The key of a computer and its certificates. */
    private static KeyAndChain key(NodeInstallation node, String file) throws IOException {
        return PemFile.read(node.home().resolve(file)).orElseThrow();
    }

    private void configure() {
        for (NodeInstallation node : List.of(server, client)) {
            node.pinVendor(vendor.root());
            node.configure(
                    "dev.lockstep.node",
                    Map.of(
                            "name", node.name(),
                            "components", SmallRelease.PROGRAM + ", " + CHARTS,
                            "automatic", "true",
                            "check.interval", "1",
                            "answer.within", "2"));
        }
        server.configure(
                "dev.lockstep.node",
                Map.of("vendor.urls", "http://127.0.0.1:" + atVendor.port() + "/", "fill.at.start", "true"));
        client.configure(
                "dev.lockstep.node",
                Map.of(
                        "server.address", "127.0.0.1",
                        "server.port", Integer.toString(atServer.port()),
                        "receive.modules", "true"));
    }

    /** The version that is published next. */
    String next() {
        return "1." + releases + ".0";
    }

    /** What the component of files has in a release. */
    static byte[] chart(String version) {
        return ("The chart of " + version + "\n").getBytes(StandardCharsets.UTF_8);
    }

    /** Publishes the next release. */
    String publish() throws IOException {
        String version = next();
        releases++;
        Path made = folder.resolve("releases");
        SmallRelease release = SmallRelease.of(version, made);
        Path charts = Files.createDirectories(made.resolve(version).resolve(CHARTS));
        Files.writeString(
                charts.resolve("lockstep-component.json"),
                "{\"format\":1,\"name\":\"charts\",\"title\":\"Charts\",\"controller\":\"none\"}");
        Files.write(charts.resolve("chart.txt"), chart(version));
        release.publishAt(vendor);
        return version;
    }

    /** The attackers have gone; a release runs on server and client, and nobody has anything to complain of. */
    void arrives(String version) {
        arrivesAt(server, version, NO_WARNING);
        arrivesAt(client, version, NO_WARNING);
    }

    /**
     * A release runs on the server, while somebody stands between it and its client: that the client refuses what comes, and
     * nothing else, is what the server has to complain of.
     */
    void arrivesAtTheServer(String version) {
        arrivesAt(server, version, CLIENT_REFUSES);
    }

    private static void arrivesAt(NodeInstallation node, String version, String expectedWarning) {
        Await.until(node.name() + " to run " + version, LIMIT, () -> {
            JsonNode status = status(node);
            boolean runs = status.path("installed").asText().equals(version)
                    && status.path("phase").asText().matches("idle|check")
                    && status.path("lastProblem").isMissingNode();
            for (JsonNode warning : status.path("warnings")) {
                runs &= warning.asText().matches(expectedWarning);
            }
            return new Await.State(runs, status.toString());
        });
    }

    /**
     * Waits until a computer says that it refuses what came, and why; it is told to people in the same words.
     *
     * @param code of the problem
     * @param text what the whole text is, as a regular expression
     */
    void refuses(NodeInstallation node, String code, String text) {
        Standing before = Standing.of(node);
        Await.until(node.name() + " to refuse with " + code + ": " + text, LIMIT, () -> {
            JsonNode status = status(node);
            JsonNode problem = status.path("lastProblem");
            boolean refused = problem.path("problem").asText().equals(code)
                    && problem.path("text").asText().matches(text);
            return new Await.State(refused, status.toString());
        });
        before.isKept();
    }

    /** Waits until a computer warns its administrator, and has kept what it had. */
    void warns(NodeInstallation node, String text) {
        Standing before = Standing.of(node);
        Await.until(node.name() + " to warn: " + text, LIMIT, () -> {
            JsonNode status = status(node);
            boolean warned = false;
            for (JsonNode warning : status.path("warnings")) {
                warned |= warning.asText().matches(text);
            }
            return new Await.State(warned, status.toString());
        });
        before.isKept();
        assertThat(node.console("lockstep:status --no-format").orThrow().output())
                .containsPattern("(?m)^Warning\t" + text);
    }

    /**
     * Waits until certain modules, and no others, are active on the client.
     *
     * @param modules their names and versions, such as {@code acme-meter 1.0.0}; empty for none
     */
    void clientHasModules(Map<String, String> modules) {
        Await.until("the client to have the modules " + modules, LIMIT, () -> {
            Map<String, String> reported = Computers.modules(server, client.name());
            return new Await.State(reported.equals(modules), reported.toString());
        });
        assertThat(client.console("module:list --no-format").orThrow().output().lines())
                .as("name, version, what for, state")
                .allSatisfy(line -> assertThat(line.split("\t", -1)).contains("active", Index.atIndex(3)))
                .hasSize(modules.size());
    }

    /** Waits until a computer has accepted a version of the vendor's metadata. */
    static void accepts(NodeInstallation node, String file, long version) {
        Path trusted = node.home().resolve("data/lockstep/trust/vendor").resolve(file);
        Await.until(node.name() + " to accept version " + version + " of " + file, LIMIT, () -> {
            try {
                long now = JSON.readTree(trusted.toFile())
                        .path("signed")
                        .path("version")
                        .asLong();
                return new Await.State(now == version, Long.toString(now));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read " + trusted, e);
            }
        });
    }

    /** What the administrator of a computer reads there, in status, explanation and audit log. */
    void tellsItsAdministrator(NodeInstallation node, String code, String text) {
        String told = node.console("lockstep:status --no-format; lockstep:explain; lockstep:audit -n 3 --no-format")
                .orThrow()
                .output();
        assertThat(told).containsPattern("(?m)^Last problem\t" + text).containsPattern("(?m)^" + text);
        assertThat(told.lines().filter(line -> line.contains("\tcheck\tupdate source\t")))
                .as(told)
                .anyMatch(line -> line.contains("refused: ") && line.contains(code));
    }

    static JsonNode status(NodeInstallation node) {
        return node.get("/api/v1/local/status").orElse(MissingNode.getInstance());
    }

    @Override
    public void close() throws IOException {
        List.of(server, client).parallelStream().forEach(NodeInstallation::close);
        atServer.close();
        atVendor.close();
        vendor.close();
    }
}
