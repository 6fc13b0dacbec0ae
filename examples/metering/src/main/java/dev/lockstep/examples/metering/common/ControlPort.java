package dev.lockstep.examples.metering.common;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The local port through which the agent watches and drains a program: {@code GET /health}, {@code POST /drain},
 * {@code GET /status}. It listens on the loopback interface only, for draining is not for the network.
 */
public final class ControlPort implements AutoCloseable {
    /** Shorter than the limit in lockstep-component.json, so that the agent hears the answer. */
    private static final Duration DRAIN_LIMIT = Duration.ofSeconds(25);

    private final HttpPort http;

    public ControlPort(int port, Controlled program) throws IOException {
        http = new HttpPort(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 3)
                .on("GET", "/health", question -> health(program))
                .on("POST", "/drain", question -> drain(program))
                .on("GET", "/status", question -> Answer.ok(program.status()));
        http.start();
    }

    public int port() {
        return http.port();
    }

    @Override
    public void close() {
        http.close();
    }

    /** The answer that {@code GET /health} gives on every port of a program. */
    public static Answer health(Controlled program) {
        Map<String, Object> body = new LinkedHashMap<>();
        Health health = program.health();
        if (health instanceof Health.Down down) {
            body.put("status", "DOWN");
            body.put("version", program.version());
            body.put("reason", down.reason());
            return new Answer(503, body);
        }
        body.put("status", "UP");
        body.put("version", program.version());
        return Answer.ok(body);
    }

    private static Answer drain(Controlled program) throws InterruptedException {
        boolean drained = program.drain(DRAIN_LIMIT);
        return new Answer(drained ? 200 : 503, Map.of("drained", drained));
    }
}
