package dev.lockstep.client.internal.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.http.HttpClient;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

@Timeout(300)
class LocalCallTest {
    private final HttpClient client = LocalCall.client();

    /** A limit may pass at any moment: before the connection stands, in the middle of the head, in the middle of the body. */
    @ParameterizedTest
    @EnumSource(SlowAnswer.class)
    void no_component_keeps_the_agent_waiting(SlowAnswer slow) throws Exception {
        for (int millis : new int[] {1, 2, 4, 8, 16, 32, 500}) {
            try (SlowAnswer.Running component = slow.run()) {
                assertThatThrownBy(() ->
                                LocalCall.make(client, "GET", component.url().toString(), Duration.ofMillis(millis)))
                        .isInstanceOf(IOException.class)
                        .hasMessage("no whole answer within " + millis + " ms");
            }
        }
    }

    @Test
    void an_answer_is_whole_and_not_too_long() throws Exception {
        assertThat(answered(64 * 1024).body()).hasSize(64 * 1024);
        assertThatThrownBy(() -> answered(64 * 1024 + 1)).hasMessage("the answer is longer than 65536 bytes");
    }

    private LocalCall answered(int length) throws Exception {
        try (ServerSocket listener = new ServerSocket(0)) {
            CompletableFuture<Void> served = CompletableFuture.runAsync(() -> {
                try (var socket = listener.accept();
                        var out = socket.getOutputStream()) {
                    out.write(("HTTP/1.1 200 OK\r\nContent-Length: " + length + "\r\n\r\n" + "a".repeat(length))
                            .getBytes(StandardCharsets.US_ASCII));
                    out.flush();
                    socket.shutdownOutput();
                    socket.getInputStream().readAllBytes();
                } catch (IOException goneAlready) {
                    // Whoever asked has read enough.
                }
            });
            try {
                return LocalCall.make(
                        client, "GET", "http://127.0.0.1:" + listener.getLocalPort(), Duration.ofMinutes(1));
            } finally {
                served.join();
            }
        }
    }
}
