package dev.lockstep.examples.metering.common;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.InputStream;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.net.InetSocketAddress;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * A small JSON-over-HTTP port on the server that comes with the JDK.
 *
 * <pre>{@code
 * HttpPort port = new HttpPort(address, 4).on("GET", "/health", question -> Answer.ok(Map.of("status", "UP")));
 * port.start();
 * }</pre>
 *
 * <p>Bodies are bounded, unknown paths and methods are answered as such, and an error never shows a stack trace.
 */
public final class HttpPort implements AutoCloseable {
    /** The largest body that is read, in bytes. */
    public static final int MAX_BODY = 1 << 20;

    private static final Logger LOG = System.getLogger(HttpPort.class.getName());

    /** In seconds, for all of a request; Java's server reads it once, and without it a slow caller keeps a thread for ever. */
    private static final String LONGEST_REQUEST = "sun.net.httpserver.maxReqTime";

    /** What a caller sent. */
    public record Question(Map<String, String> query, String body) {
        public Question {
            query = Map.copyOf(query);
        }
    }

    /** Answers one kind of call; may be used by several threads at once. */
    @FunctionalInterface
    public interface Route {
        Answer answer(Question question) throws BadInput, IOException, InterruptedException;
    }

    private final HttpServer server;
    private final ExecutorService threads;
    private final Map<String, Map<String, Route>> routes = new HashMap<>();

    /** Binds the address at once, so that a taken port is known before anything else is done. */
    public HttpPort(InetSocketAddress address, int threadCount) throws IOException {
        if (System.getProperty(LONGEST_REQUEST) == null) {
            System.setProperty(LONGEST_REQUEST, "30");
        }
        try {
            server = HttpServer.create(address, 64);
        } catch (IOException e) {
            throw new IOException("Port " + address.getPort() + " cannot be used: " + e.getMessage(), e);
        }
        threads = Executors.newFixedThreadPool(threadCount);
        server.setExecutor(threads);
        server.createContext("/", this::handle);
    }

    /** Adds a route; only before {@link #start()}. */
    public HttpPort on(String method, String path, Route route) {
        routes.computeIfAbsent(path, key -> new HashMap<>()).put(method, route);
        return this;
    }

    public void start() {
        server.start();
    }

    /** The port that was bound, also when 0 was asked for. */
    public int port() {
        return server.getAddress().getPort();
    }

    /** Closes the port at once; who has calls to finish drains before. */
    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            Answer answer = answer(exchange);
            byte[] body = (Json.write(answer.body()) + "\n").getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "application/json; charset=utf-8");
            exchange.getResponseHeaders().set("Cache-Control", "no-store");
            if (answer.status() == 503) {
                exchange.getResponseHeaders().set("Retry-After", "1");
            }
            exchange.sendResponseHeaders(answer.status(), body.length);
            exchange.getResponseBody().write(body);
        }
    }

    private Answer answer(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        Map<String, Route> methods = routes.getOrDefault(path, Map.of());
        Route route = methods.get(exchange.getRequestMethod());
        if (methods.isEmpty()) {
            return Answer.error(404, "http.not-found", "There is nothing under this path.");
        }
        if (route == null) {
            exchange.getResponseHeaders().set("Allow", String.join(", ", methods.keySet()));
            return Answer.error(405, "http.method", "This path answers " + String.join(", ", methods.keySet()) + ".");
        }
        try {
            return route.answer(new Question(query(exchange), body(exchange)));
        } catch (BadInput e) {
            return Answer.error(e.code().equals("http.too-large") ? 413 : 400, e.code(), e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return Answer.error(503, "http.stopping", "The program is stopping.");
        } catch (IOException | RuntimeException e) {
            LOG.log(Level.ERROR, "The call to " + path + " failed", e);
            return Answer.error(500, "http.failed", "The program could not do this; its log says why.");
        }
    }

    private static String body(HttpExchange exchange) throws IOException, BadInput {
        try (InputStream in = exchange.getRequestBody()) {
            byte[] bytes = in.readNBytes(MAX_BODY + 1);
            if (bytes.length > MAX_BODY) {
                throw new BadInput("http.too-large", "The body is larger than " + MAX_BODY + " bytes.");
            }
            return new String(bytes, StandardCharsets.UTF_8);
        }
    }

    private static Map<String, String> query(HttpExchange exchange) throws BadInput {
        Map<String, String> values = new HashMap<>();
        String query = exchange.getRequestURI().getRawQuery();
        if (query != null) {
            for (String pair : query.split("&", -1)) {
                int equals = pair.indexOf('=');
                if (equals > 0) {
                    values.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
                }
            }
        }
        return values;
    }

    private static String decode(String text) throws BadInput {
        try {
            return URLDecoder.decode(text, StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new BadInput("http.query", "The query is not well formed.");
        }
    }
}
