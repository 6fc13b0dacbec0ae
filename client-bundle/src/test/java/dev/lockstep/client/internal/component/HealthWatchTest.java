package dev.lockstep.client.internal.component;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import dev.lockstep.core.component.ComponentDescription;
import dev.lockstep.core.version.Version;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A component that works has to go on doing so for the time that its description names. */
@Timeout(300)
class HealthWatchTest {
    private static final String UP = "{\"status\":\"UP\",\"version\":\"1.0.0\"}";
    private static final String DOWN = "{\"status\":\"DOWN\",\"version\":\"1.0.0\",\"reason\":\"no database\"}";

    @TempDir
    private Path folder;

    private final ScheduledExecutorService scheduler = new ScheduledThreadPoolExecutor(1);
    private final HealthWatch watch = new HealthWatch(new Controllers(
            new ProcessController(
                    scheduler, Clock.systemUTC(), new Backoff(Duration.ZERO, Duration.ZERO, Duration.ZERO)),
            "systemctl",
            Optional::empty));
    private final AtomicInteger asked = new AtomicInteger();
    private HttpServer http;

    @AfterEach
    void close() {
        scheduler.shutdownNow();
        if (http != null) {
            http.stop(0);
        }
    }

    @Test
    void oneGoodAnswerIsNotEnough() throws Exception {
        Deployed component = component(Duration.ofSeconds(1), Duration.ofHours(1), time -> time == 1 ? UP : DOWN);

        assertThat(watch.await(component))
                .hasValueSatisfying(
                        problem -> assertThat(problem.text(Locale.ENGLISH)).contains("no database"));
        assertThat(asked).hasValueGreaterThan(1);
    }

    @Test
    void theTimeBeginsAnewAfterABadAnswer() throws Exception {
        long began = System.nanoTime();
        // Good, bad, and good from then on: what was good before the bad answer does not count.
        Deployed component = component(Duration.ofMinutes(2), Duration.ofMillis(400), time -> time == 3 ? DOWN : UP);

        assertThat(watch.await(component)).isEmpty();
        assertThat(asked).as("asked until it was good for its time").hasValueGreaterThan(4);
        assertThat(System.nanoTime() - began)
                .isGreaterThan(Duration.ofMillis(400).toNanos());
    }

    @Test
    void whatGoesOnWorkingIsGood() throws Exception {
        long began = System.nanoTime();

        assertThat(watch.await(component(Duration.ofMinutes(2), Duration.ofMillis(300), time -> UP)))
                .isEmpty();

        assertThat(asked).hasValueGreaterThan(1);
        assertThat(System.nanoTime() - began)
                .isGreaterThan(Duration.ofMillis(300).toNanos());
    }

    /** Files that nobody starts count as running; what they answer is what a test wants. */
    private Deployed component(Duration within, Duration stable, IntFunction<String> answers) throws Exception {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 50);
        http.createContext("/", exchange -> {
            byte[] body = answers.apply(asked.incrementAndGet()).getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(200, body.length);
            exchange.getResponseBody().write(body);
            exchange.close();
        });
        http.start();
        String address = "http://127.0.0.1:" + http.getAddress().getPort() + "/health";
        ComponentDescription description = new ComponentDescription(
                "",
                new ComponentDescription.None(),
                new ComponentDescription.Health(Optional.of(address), within, stable),
                Optional.empty(),
                Duration.ofSeconds(1));
        return new Deployed(
                "poll",
                Version.parse("1.0.0"),
                folder,
                folder,
                folder.resolve("log"),
                folder,
                description,
                new Placeholders(Map.of()));
    }
}
