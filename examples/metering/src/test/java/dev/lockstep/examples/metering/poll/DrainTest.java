package dev.lockstep.examples.metering.poll;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.examples.metering.common.ControlPort;
import dev.lockstep.examples.metering.common.Endpoint;
import dev.lockstep.examples.metering.common.HttpCalls;
import dev.lockstep.examples.metering.common.MeterLines;
import dev.lockstep.examples.metering.common.Readings;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Draining in the middle of a session with a meter that takes its time. */
@Timeout(300)
final class DrainTest {
    @TempDir
    private Path folder;

    @Test
    @DisplayName("LS-150 A poll service finishes its running session and begins no new one")
    void finishesTheRunningSession() throws Exception {
        try (ServerSocket meter = new ServerSocket(0, 5, InetAddress.getLoopbackAddress())) {
            Endpoint address = new Endpoint("127.0.0.1", meter.getLocalPort());
            PollSettings settings = new PollSettings(
                    new Endpoint("127.0.0.1", 9),
                    List.of(new MeterAddress("M1", address)),
                    Duration.ofMillis(10),
                    1000);
            PollService service = new PollService(settings, folder, "1.0.0");
            try (service;
                    ControlPort control = new ControlPort(0, service)) {
                service.start();
                HttpCalls http = new HttpCalls(Duration.ofSeconds(20));
                URI drain = URI.create("http://127.0.0.1:" + control.port() + "/drain");
                CompletableFuture<HttpCalls.Reply> drained;
                try (Socket session = meter.accept()) {
                    readCommand(session);
                    drained = CompletableFuture.supplyAsync(() -> post(http, drain));
                    awaitDraining(service);
                    assertThat(drained).isNotDone();
                    String answer = "READINGS 1\n" + MeterLines.write(Readings.reading("M1", 1)) + "\n";
                    session.getOutputStream().write(answer.getBytes(StandardCharsets.US_ASCII));
                    assertThat(drained.get(10, TimeUnit.SECONDS).status()).isEqualTo(200);
                }
                assertThat(service.status()).containsEntry("sessions", 1L).containsEntry("buffered", 1);
                meter.setSoTimeout(300);
                assertThat(refusesToBegin(meter)).isTrue();
                assertThat(http.get(drain.resolve("/health")).body().text("reason"))
                        .isEqualTo("The service is draining.");
            }
        }
    }

    private static void readCommand(Socket session) throws IOException {
        InputStream in = session.getInputStream();
        assertThat(MeterLines.read(in)).contains("READ M1 1 500");
    }

    private static void awaitDraining(PollService service) {
        while (!Boolean.TRUE.equals(service.status().get("draining"))) {
            Thread.onSpinWait();
        }
    }

    private static boolean refusesToBegin(ServerSocket meter) throws IOException {
        try (Socket another = meter.accept()) {
            return another.isClosed();
        } catch (SocketTimeoutException nobodyCame) {
            return true;
        }
    }

    private static HttpCalls.Reply post(HttpCalls http, URI uri) {
        try {
            return http.post(uri, Map.of());
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}
