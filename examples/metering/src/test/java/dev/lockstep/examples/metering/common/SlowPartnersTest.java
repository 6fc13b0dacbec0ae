package dev.lockstep.examples.metering.common;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(300)
class SlowPartnersTest {
    @ParameterizedTest
    @EnumSource(SlowAnswer.class)
    void noServerKeepsACallWaiting(SlowAnswer slow) throws Exception {
        try (SlowAnswer.Running server = slow.run()) {
            HttpCalls calls = new HttpCalls(Duration.ofSeconds(1));
            assertThatThrownBy(() -> calls.get(server.url())).isInstanceOf(IOException.class);
        }
    }

    @Test
    void noMeterKeepsThePollServiceWaiting() throws Exception {
        try (ServerSocket meter = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Thread trickling = new Thread(() -> {
                try (Socket socket = meter.accept()) {
                    while (true) {
                        socket.getOutputStream().write(' ');
                        Thread.sleep(5);
                    }
                } catch (IOException | InterruptedException hungUp) {
                    return;
                }
            });
            trickling.setDaemon(true);
            trickling.start();
            Endpoint address = new Endpoint("127.0.0.1", meter.getLocalPort());
            try (MeterConnection connection = new MeterConnection(address, Duration.ofMillis(200))) {
                assertThatThrownBy(connection::last).isInstanceOf(SocketTimeoutException.class);
            }
        }
    }
}
