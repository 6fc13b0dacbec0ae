package dev.lockstep.examples.metering.system;

import dev.lockstep.examples.metering.common.BadInput;
import dev.lockstep.examples.metering.common.Fields;
import dev.lockstep.examples.metering.common.HttpCalls;
import dev.lockstep.examples.metering.common.Json;
import java.io.IOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ThreadLocalRandom;

/** One component on one node, started in any version exactly as its {@code lockstep-component.json} says. */
public final class Component implements AutoCloseable {
    private final String name;
    private final Path home;
    private final int controlPort;
    private final String node;
    private final Map<String, String> environment;
    private final HttpCalls http = new HttpCalls(Duration.ofSeconds(35));
    private Running running;

    /**
     * Prepares a node's folders for a component.
     *
     * @param home where its configuration and data lie
     * @param node the URL of the agent's local service
     */
    public Component(String name, Path home, String node, Map<String, String> environment) throws IOException {
        this.name = name;
        this.home = home;
        this.node = node;
        this.environment = environment;
        controlPort = freePort();
        Files.createDirectories(home.resolve("config"));
    }

    public static int freePort() throws IOException {
        // Below the ports that outgoing connections are given: one of them could take the port between a stop and a
        // start.
        BindException taken = new BindException("no port was tried");
        for (int attempt = 0; attempt < 100; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(12_000, 17_000);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (BindException e) {
                taken = e;
            }
        }
        throw taken;
    }

    public void configure(String file, String text) throws IOException {
        Files.writeString(home.resolve("config").resolve(file), text);
    }

    public void start(String version) throws IOException, BadInput {
        Path tree = Releases.tree(version, name);
        Fields descriptor = Json.parse(Files.readString(tree.resolve("lockstep-component.json")));
        List<String> command = ((List<?>) descriptor.object("process").members().get("command"))
                .stream().map(word -> fill(String.valueOf(word), tree)).toList();
        running = Running.start(home.resolve("output.log"), command, environment);
    }

    /** Starts and waits until the component is well and says that it is this version. */
    public void startAndAwait(String version) throws IOException, BadInput, InterruptedException {
        start(version);
        awaitUp(version);
    }

    public void awaitUp(String version) throws InterruptedException {
        Await.until(name + " " + version + " is up", () -> {
            HttpCalls.Reply reply = health();
            return reply.ok()
                    && reply.body().text("status").equals("UP")
                    && reply.body().text("version").equals(version);
        });
    }

    public HttpCalls.Reply health() throws IOException, BadInput, InterruptedException {
        return http.get(control("/health"));
    }

    public Fields status() throws IOException, BadInput, InterruptedException {
        return http.get(control("/status")).body();
    }

    public HttpCalls.Reply drain() throws IOException, BadInput, InterruptedException {
        return http.post(control("/drain"), new LinkedHashMap<>());
    }

    public Running process() {
        return running;
    }

    /** Drains, stops and starts another version, as the agent does. */
    public void switchTo(String version) throws IOException, BadInput, InterruptedException {
        if (!drain().ok()) {
            throw new AssertionError(name + " did not drain.");
        }
        running.stop();
        start(version);
    }

    @Override
    public void close() throws InterruptedException {
        if (running != null) {
            running.close();
        }
    }

    private URI control(String path) {
        return URI.create("http://127.0.0.1:" + controlPort + path);
    }

    private String fill(String word, Path tree) {
        return word.replace("${java}", Running.java())
                .replace("${tree}", tree.toString())
                .replace("${config}", home.resolve("config").toString())
                .replace("${data}", home.resolve("data").toString())
                .replace("${node}", node)
                .replace("${control.port}", Integer.toString(controlPort));
    }
}
