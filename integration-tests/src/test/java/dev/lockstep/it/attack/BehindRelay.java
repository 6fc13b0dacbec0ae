package dev.lockstep.it.attack;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.core.message.ReportMessage;
import dev.lockstep.core.message.Statement;
import dev.lockstep.core.node.UpdateAgent;
import dev.lockstep.core.pki.KeyAndChain;
import dev.lockstep.core.pki.PemFile;
import dev.lockstep.core.version.Version;
import dev.lockstep.it.site.Artifacts;
import dev.lockstep.it.site.Await;
import dev.lockstep.it.site.ComputerInThisProcess;
import dev.lockstep.it.site.NodeInstallation;
import dev.lockstep.it.site.Ports;
import java.io.Closeable;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * A relay below the server of an attacked site, and a client below it, with somebody between those two who holds all keys of the
 * relay. Nobody is between the server and the relay.
 */
final class BehindRelay implements Closeable {
    static final String CLIENT = "relayed";
    static final String RELAY = "relay";
    private static final Duration LIMIT = Duration.ofMinutes(5);

    final NodeInstallation relay;
    final ComputerInThisProcess client;
    /** Between the relay and its client, and in the relay's place wherever that is worth something. */
    final ManInTheMiddle atRelay;

    private final AttackedSite site;

    private BehindRelay(AttackedSite site, Path folder) throws IOException {
        this.site = site;
        relay = NodeInstallation.unpack(RELAY, Artifacts.ofBuild().client(), folder.resolve(RELAY), Ports.free())
                .admitsWhoeverAsks();
        atRelay = new ManInTheMiddle(relay.port());
        client = new ComputerInThisProcess(
                CLIENT,
                folder.resolve(CLIENT),
                Ports.free(),
                site.vendor.root(),
                "source = computer",
                "server.address = 127.0.0.1",
                "server.port = " + atRelay.port(),
                "components = " + AttackedSite.CHARTS,
                "automatic = true",
                "check.interval = 1",
                "answer.within = 5");
    }

    /** Sets them up and starts them; the release of the server runs on both when it returns. */
    static BehindRelay start(AttackedSite site, Path folder) throws Exception {
        BehindRelay behind = new BehindRelay(site, folder);
        try {
            behind.relay.pinVendor(site.vendor.root());
            behind.relay.configure(
                    "dev.lockstep.node",
                    Map.of(
                            "name", RELAY,
                            "source", "computer",
                            "server.address", "127.0.0.1",
                            "server.port", Integer.toString(site.server.port()),
                            "components", AttackedSite.CHARTS,
                            "distribute", "true",
                            "automatic", "true",
                            "check.interval", "1",
                            "answer.within", "2"));
            behind.relay.start();
            behind.client.start();
            behind.arrives(AttackedSite.status(site.server).path("installed").asText());
            behind.atRelay.hold(
                    key(behind.relay.home(), "data/lockstep/site/tls/server.pem"),
                    key(behind.client.home(), "data/lockstep/trust/member/key.pem"));
            return behind;
        } catch (Exception | AssertionError e) {
            behind.close();
            throw e;
        }
    }

    private static KeyAndChain key(Path home, String file) throws IOException {
        return PemFile.read(home.resolve(file)).orElseThrow();
    }

    /** A release runs on the relay and on its client, and neither has anything to complain of. */
    void arrives(String version) {
        Await.until(RELAY + " to run " + version, LIMIT, () -> {
            JsonNode status = AttackedSite.status(relay);
            return new Await.State(
                    status.path("installed").asText().equals(version)
                            && status.path("lastProblem").isMissingNode()
                            && status.path("warnings").size() == 1
                            && status.path("warnings").get(0).asText().endsWith("it is a relay."),
                    status.toString());
        });
        Await.until(CLIENT + " to run " + version, LIMIT, () -> {
            UpdateAgent.Status status = client.status();
            return new Await.State(
                    status.installed().equals(Optional.of(Version.parse(version)))
                            && status.phase().equals("idle")
                            && status.lastProblem().isEmpty()
                            && status.warnings().isEmpty(),
                    status.toString());
        });
    }

    /**
     * Waits until the client says that it refuses what came, and why; it keeps what it has, and the server hears of it through the
     * relay.
     *
     * @param code of the problem
     * @param text what the whole text is, as a regular expression
     */
    void clientRefuses(String code, String text) {
        Optional<Version> before = client.status().installed();
        Await.until(CLIENT + " to refuse with " + code + ": " + text, LIMIT, () -> {
            UpdateAgent.Status status = client.status();
            return new Await.State(
                    status.lastProblem()
                            .filter(problem -> problem.code().code().equals(code)
                                    && problem.text(Locale.ENGLISH).matches(text))
                            .isPresent(),
                    status.toString());
        });
        Await.until("the server to hear that " + CLIENT + " refuses with " + code, LIMIT, () -> {
            Optional<JsonNode> report = reported(CLIENT);
            return new Await.State(
                    report.filter(told -> told.path("lastProblem")
                                    .path("problem")
                                    .asText()
                                    .equals(code))
                            .isPresent(),
                    report.toString());
        });
        assertThat(client.status().installed()).isEqualTo(before);
        assertThat(client.status().components().values()).allMatch(before.orElseThrow()::equals);
    }

    /** What the server shows of a computer, wherever that is. */
    Optional<JsonNode> reported(String name) {
        return site.server.getAsAdministrator("/api/v1/computers").flatMap(list -> named(list, name));
    }

    /** The version of the charts that the server knows of a computer; empty if it knows none. */
    String charts(String name) {
        return reported(name)
                .map(report -> report.at("/components/" + AttackedSite.CHARTS).asText())
                .orElse("");
    }

    private static Optional<JsonNode> named(JsonNode where, String name) {
        if (where.path("name").asText().equals(name)) {
            return Optional.of(where);
        }
        for (JsonNode part : where) {
            Optional<JsonNode> found = named(part, name);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /** The key that the relay proves itself with at its server, and signs with. */
    KeyAndChain relaysKey() throws IOException {
        return key(relay.home(), "data/lockstep/trust/member/key.pem");
    }

    /** Whoever broke into the relay reports in its name, with what he likes of those below it; the server takes the message. */
    void reportAsTheRelay(List<Statement> below) throws IOException {
        KeyAndChain own = relaysKey();
        Statement before = Statement.read(reported(RELAY).orElseThrow());
        ReportMessage forged = new ReportMessage(
                Statement.sign(before.report(), System.currentTimeMillis(), own),
                below.stream().map(ReportMessage::of).toList());
        byte[] body = forged.write();
        try (Socket server =
                new TlsEnds(own, own).towardsServer(new Socket(InetAddress.getLoopbackAddress(), site.server.port()))) {
            server.getOutputStream()
                    .write(("POST /api/v1/report HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n"
                                    + "Content-Type: application/json\r\nContent-Length: " + body.length + "\r\n\r\n")
                            .getBytes(StandardCharsets.US_ASCII));
            server.getOutputStream().write(body);
            server.getOutputStream().flush();
            assertThat(new String(server.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
                    .startsWith("HTTP/1.1 200 ");
        }
    }

    @Override
    public void close() throws IOException {
        try {
            client.close();
        } catch (Exception e) {
            throw new IOException("the client behind the relay does not end", e);
        } finally {
            relay.close();
            atRelay.close();
        }
    }
}
