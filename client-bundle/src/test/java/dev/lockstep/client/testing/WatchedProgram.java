package dev.lockstep.client.testing;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/** A component for tests: {@code port=, data=, version=, status=}; writes what happens to it into {@code data/events}. */
public final class WatchedProgram {
    private WatchedProgram() {}

    public static void main(String[] arguments) throws IOException {
        Map<String, String> values = new HashMap<>();
        for (String argument : arguments) {
            values.put(argument.substring(0, argument.indexOf('=')), argument.substring(argument.indexOf('=') + 1));
        }
        Path events = Path.of(values.get("data")).resolve("events");
        String version = values.getOrDefault("version", "");
        note(events, "started " + version);
        HttpServer server = HttpServer.create(
                new InetSocketAddress(InetAddress.getLoopbackAddress(), Integer.parseInt(values.get("port"))), 0);
        server.createContext("/health", exchange -> {
            String status = values.getOrDefault("status", "UP");
            answer(exchange, "{\"status\":\"" + status + "\",\"version\":\"" + version + "\"}");
        });
        server.createContext("/drain", exchange -> {
            note(events, "drained " + version);
            answer(exchange, "{\"drained\":true}");
        });
        Runtime.getRuntime().addShutdownHook(new Thread(() -> note(events, "stopped " + version)));
        server.start();
    }

    private static void note(Path events, String text) {
        try {
            Files.writeString(events, text + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void answer(HttpExchange exchange, String json) throws IOException {
        byte[] bytes = json.getBytes(StandardCharsets.UTF_8);
        exchange.sendResponseHeaders(200, bytes.length);
        exchange.getResponseBody().write(bytes);
        exchange.close();
    }
}
