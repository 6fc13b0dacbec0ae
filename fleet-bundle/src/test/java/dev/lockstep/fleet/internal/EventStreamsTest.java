package dev.lockstep.fleet.internal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.node.Distribution.State;
import dev.lockstep.core.version.Version;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Flow;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

@Timeout(300)
class EventStreamsTest {
    @TempDir
    Path folder;

    private Site site;

    @AfterEach
    void stop() throws Exception {
        site.close();
    }

    @Test
    void an_event_reaches_two_hundred_clients_and_no_thread_waits_for_them() throws Exception {
        site = new Site(folder);
        assign("1.0.0");
        List<Listener> listeners = new ArrayList<>();
        for (int i = 0; i < 200; i++) {
            listeners.add(listen(""));
        }
        for (Listener listener : listeners) {
            assertThat(listener.nextEvent()).isEqualTo("{\"revision\":1}");
        }
        assertThat(site.get("/api/v1/computers").statusCode())
                .as("with 8 threads for 200 clients, there is one for the next request")
                .isEqualTo(200);

        assign("1.1.0");
        for (Listener listener : listeners) {
            assertThat(listener.nextEvent()).isEqualTo("{\"revision\":2}");
        }
        assertThat(site.streams.size()).isEqualTo(200);
    }

    @Test
    void events_come_over_http_2_too_many_streams_on_one_connection() throws Exception {
        site = new Site(folder, Duration.ofMillis(50), 100);
        site.client = HttpClient.newBuilder().version(HttpClient.Version.HTTP_2).build();
        HttpResponse<String> first = site.get("/api/v1/computers");
        assertThat(first.version()).isEqualTo(HttpClient.Version.HTTP_2);
        List<Listener> listeners = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            listeners.add(listen(""));
        }
        for (Listener listener : listeners) {
            assertThat(listener.nextEvent()).isEqualTo("{\"revision\":0}");
            assertThat(listener.nextLine()).isEqualTo(":");
        }
        assign("1.0.0");
        for (Listener listener : listeners) {
            assertThat(listener.nextEvent()).isEqualTo("{\"revision\":1}");
        }
        site.distribution.state = new State.Off();
        for (Listener listener : listeners) {
            HttpResponse<Void> response = listener.response.get(120, TimeUnit.SECONDS);
            assertThat(response.version()).isEqualTo(HttpClient.Version.HTTP_2);
        }
        await(() -> site.streams.size() == 0);
    }

    @Test
    void a_client_that_comes_back_hears_only_what_it_has_missed() throws Exception {
        site = new Site(folder, Duration.ofMillis(20), 100);
        assign("1.0.0");
        Listener before = listen("");
        before.nextEvent();
        String known = before.lastId;

        Listener current = listen(known);
        assertThat(current.nextLine()).startsWith("retry: ");
        assertThat(current.nextLine()).isEqualTo(":");

        assign("1.1.0");
        assertThat(current.nextEvent()).isEqualTo("{\"revision\":2}");
        assertThat(listen(known).nextEvent()).isEqualTo("{\"revision\":2}");
    }

    @Test
    void a_comment_comes_while_nothing_happens() throws Exception {
        site = new Site(folder, Duration.ofMillis(20), 100);
        Listener listener = listen("");
        listener.nextEvent();
        assertThat(listener.nextLine()).isEqualTo(":");
        assertThat(listener.nextLine()).isEqualTo(":");
    }

    @Test
    void a_client_that_does_not_read_is_dropped_and_others_hear_everything() throws Exception {
        site = new Site(folder, Duration.ofMillis(100), 100);
        Listener good = listen("");
        good.nextEvent();
        try (Socket slow = new Socket()) {
            slow.setReceiveBufferSize(1024);
            slow.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), site.port()));
            slow.getOutputStream().write("GET /api/v1/events HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
            await(() -> site.streams.size() == 2);

            // Announced without being signed and stored each time: many are needed until the buffers between are full.
            int announced = 0;
            while (site.streams.size() == 2) {
                site.streams.announce(site.fleet.current());
                assertThat(good.nextEvent()).isEqualTo("{\"revision\":0}");
                assertThat(++announced).isLessThan(1_000_000);
            }
            slow.setSoTimeout(10_000);
            InputStream stream = slow.getInputStream();
            assertThat(readToEnd(stream))
                    .as("what the slow client was sent before it was cut off")
                    .isLessThan(1 << 20);
        }
        assertThat(site.streams.size()).isEqualTo(1);
    }

    @Test
    void a_client_that_went_away_is_forgotten() throws Exception {
        site = new Site(folder, Duration.ofMillis(20), 100);
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), site.port())) {
            socket.getOutputStream().write("GET /api/v1/events HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(UTF_8));
            await(() -> site.streams.size() == 1);
        }
        await(() -> site.streams.size() == 0);
    }

    @Test
    void streams_end_when_distribution_is_switched_off() throws Exception {
        site = new Site(folder, Duration.ofMillis(20), 100);
        Listener listener = listen("");
        listener.nextEvent();
        site.distribution.state = new State.Off();
        assertThat(listener.response.get(120, TimeUnit.SECONDS).statusCode()).isEqualTo(200);
        await(() -> site.streams.size() == 0);
    }

    @Test
    @DisplayName("LS-117 Clients that found nothing to distribute hear at once that there is something again")
    void clients_hear_when_the_distribution_is_filled_again() throws Exception {
        site = new Site(folder, Duration.ofMillis(300), 100);
        assign("1.0.0");
        site.distribution.state = new State.Empty();
        Listener listener = listen("");
        assertThat(listener.nextEvent()).isEqualTo("{\"revision\":1}");
        // Two comments later the server has looked, and has seen that there is nothing.
        assertThat(listener.nextLine()).isEqualTo(":");
        assertThat(listener.nextLine()).isEqualTo(":");

        site.distribution.state = new State.Ready(List.of(Version.parse("1.0.0")));

        assertThat(listener.nextEvent()).isEqualTo("{\"revision\":1}");
    }

    @Test
    void more_clients_than_there_is_room_for_are_told_to_poll() throws Exception {
        site = new Site(folder, Duration.ofSeconds(15), 1);
        listen("").nextEvent();
        HttpResponse<String> refused = site.get("/api/v1/events");
        assertThat(refused.statusCode()).isEqualTo(503);
        assertThat(refused.body()).contains("too many clients listen for events; poll instead");
    }

    @Test
    void a_server_that_stops_waits_for_no_stream() throws Exception {
        site = new Site(folder);
        Listener listener = listen("");
        listener.nextEvent();
        site.close();
        assertThat(listener.response.handle((response, failure) -> "ended").get(120, TimeUnit.SECONDS))
                .isEqualTo("ended");
    }

    private void assign(String release) {
        site.fleet.assignRelease(Optional.of(Version.parse(release)));
    }

    private Listener listen(String lastEventId) {
        return new Listener(site, lastEventId);
    }

    private static long readToEnd(InputStream stream) {
        long read = 0;
        try {
            while (stream.read() >= 0) {
                read++;
            }
        } catch (java.net.SocketTimeoutException e) {
            throw new AssertionError("the server holds on to a client that does not read", e);
        } catch (java.io.IOException e) {
            return read;
        }
        return read;
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            LockSupport.parkNanos(1_000_000);
        }
    }

    /** A client that listens, without a thread of its own. */
    private static final class Listener implements Flow.Subscriber<String> {
        private final BlockingQueue<String> lines = new LinkedBlockingQueue<>();
        private final CompletableFuture<HttpResponse<Void>> response;
        private volatile String lastId = "";

        Listener(Site site, String lastEventId) {
            HttpRequest.Builder request = HttpRequest.newBuilder(site.uri("/api/v1/events"));
            if (!lastEventId.isEmpty()) {
                request.header("Last-Event-ID", lastEventId);
            }
            response = site.client.sendAsync(request.build(), HttpResponse.BodyHandlers.fromLineSubscriber(this));
        }

        String nextLine() throws InterruptedException {
            String line;
            do {
                line = lines.poll(120, TimeUnit.SECONDS);
                assertThat(line).as("a line within 20 seconds").isNotNull();
            } while (line.isEmpty());
            if (line.startsWith("id: ")) {
                lastId = line.substring(4);
            }
            return line;
        }

        String nextEvent() throws InterruptedException {
            String line = nextLine();
            while (!line.startsWith("data: ")) {
                line = nextLine();
            }
            return line.substring("data: ".length());
        }

        @Override
        public void onSubscribe(Flow.Subscription subscription) {
            subscription.request(Long.MAX_VALUE);
        }

        @Override
        public void onNext(String line) {
            lines.add(line);
        }

        @Override
        public void onError(Throwable failure) {
            lines.add("failed: " + failure);
        }

        @Override
        public void onComplete() {
            lines.add("complete");
        }
    }
}
