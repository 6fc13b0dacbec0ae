package dev.lockstep.examples.metering.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.examples.metering.common.Endpoint;
import dev.lockstep.examples.metering.common.MeterConnection;
import dev.lockstep.examples.metering.common.Reading;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(300)
final class MeterPortTest {
    private static final Duration LIMIT = Duration.ofSeconds(5);
    private static final int DEPTH = 20;

    private MeterPark park;
    private MeterPort port;
    private Endpoint address;

    @BeforeEach
    void start() throws IOException {
        Clock clock = Clock.fixed(Instant.parse("2026-11-22T00:00:00Z"), ZoneOffset.UTC);
        park = new MeterPark(2, DEPTH, Duration.ofMillis(1), clock, new Random(3));
        port = new MeterPort(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), park);
        address = new Endpoint("127.0.0.1", port.port());
    }

    @AfterEach
    void stop() throws IOException {
        port.close();
        park.close();
    }

    @Test
    void countsFromOneWithoutGapsAndKeepsTheLastReadings() throws Exception {
        try (MeterConnection meters = new MeterConnection(address, LIMIT)) {
            while (meters.last().get("meter-2") <= DEPTH) {
                Thread.onSpinWait();
            }
            meters.stopProduction();
            long last = meters.last().get("meter-1");
            assertThat(meters.read("meter-1", 1, 1000))
                    .extracting(Reading::sequence)
                    .hasSize(DEPTH)
                    .startsWith(last - DEPTH + 1)
                    .endsWith(last);
            assertThat(meters.read("meter-1", last - 1, 1))
                    .extracting(Reading::sequence)
                    .containsExactly(last - 1);
            assertThat(meters.read("meter-1", last + 1, 10)).isEmpty();
            assertThat(meters.last().get("meter-1")).isEqualTo(last);
        }
    }

    @Test
    void saysWhatItDoesNotUnderstandAndGoesOn() throws Exception {
        try (MeterConnection meters = new MeterConnection(address, LIMIT)) {
            assertThatThrownBy(() -> meters.read("meter-9", 1, 10))
                    .hasMessageContaining("There is no meter of this name.");
            assertThatThrownBy(() -> meters.read("meter-1 x", 1, 10)).hasMessageContaining("The commands are READ");
            assertThat(meters.last()).containsOnlyKeys("meter-1", "meter-2");
        }
    }

    @Test
    void hangsUpOnALineWithoutAnEnd() throws Exception {
        try (Socket socket = new Socket(address.host(), address.port())) {
            socket.setSoTimeout(5000);
            socket.getOutputStream().write("x".repeat(300).getBytes(StandardCharsets.US_ASCII));
            assertThat(ended(socket)).isTrue();
        }
    }

    private static boolean ended(Socket socket) throws IOException {
        try {
            return socket.getInputStream().read() < 0;
        } catch (SocketTimeoutException stillOpen) {
            return false;
        } catch (SocketException reset) {
            return true;
        }
    }
}
