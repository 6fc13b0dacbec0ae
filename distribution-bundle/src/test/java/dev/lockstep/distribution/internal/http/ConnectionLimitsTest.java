package dev.lockstep.distribution.internal.http;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.distribution.internal.tls.ServerTls;
import dev.lockstep.distribution.internal.tls.SiteKeySource;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.Promise;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Those who want to hold the port without asking for anything. */
@Timeout(300)
class ConnectionLimitsTest {

    @TempDir
    private Path folder;

    private final List<Socket> sockets = new ArrayList<>();
    private Optional<JettyPort> port = Optional.empty();

    @AfterEach
    void close() throws IOException {
        for (Socket socket : sockets) {
            socket.close();
        }
        port.ifPresent(JettyPort::close);
    }

    @Test
    void a_handshake_that_comes_byte_by_byte_is_ended_although_it_is_never_idle() throws IOException {
        open(new ConnectionLimits(0, 0, 100, Duration.ofSeconds(1), Duration.ofSeconds(50), 0));
        // The beginning of a TLS record that announces 16 KiB.
        assertThat(receivedWhileDribbling(new byte[] {0x16, 0x03, 0x01, 0x40, 0x00}))
                .isEmpty();
        assertThat(answer(connect())).startsWith("HTTP/1.1 200");
    }

    @Test
    void a_head_that_comes_byte_by_byte_is_ended_and_one_that_is_complete_in_time_is_answered() throws IOException {
        open(new ConnectionLimits(0, 0, 100, Duration.ofSeconds(1), Duration.ofSeconds(50), 0));
        Socket asked = connect();
        assertThat(answer(asked)).startsWith("HTTP/1.1 200");
        assertThat(receivedWhileDribbling("GET / HTTP/1.1\r\nX: ".getBytes(US_ASCII)))
                .isEmpty();
        assertThat(answer(asked)).as("who has asked may stay").startsWith("HTTP/1.1 200");
    }

    @Test
    void a_body_that_comes_byte_by_byte_is_ended_on_every_path() throws IOException {
        open(new ConnectionLimits(0, 0, 100, Duration.ofSeconds(50), Duration.ofSeconds(1), 1000));
        assertThat(receivedWhileDribbling(
                        "POST /any/path HTTP/1.1\r\nHost: x\r\nContent-Length: 1000000\r\n\r\n".getBytes(US_ASCII)))
                .isEmpty();
    }

    @Test
    void one_address_has_no_more_connections_than_allowed_and_gets_another_when_one_has_ended() throws IOException {
        open(new ConnectionLimits(2, 0, 100, Duration.ofSeconds(50), Duration.ofSeconds(50), 0));
        Socket first = connect();
        assertThat(answer(first)).startsWith("HTTP/1.1 200");
        assertThat(answer(connect())).startsWith("HTTP/1.1 200");
        assertThat(answer(connect())).as("one too many").isEmpty();
        first.close();
        String again = "";
        // Until the port has noticed; without it this would never end, which the limit of the test notices.
        while (again.isEmpty()) {
            again = answer(connect());
        }
        assertThat(again).startsWith("HTTP/1.1 200");
    }

    @Test
    void one_address_opens_no_more_connections_in_a_second_than_allowed() throws IOException {
        open(new ConnectionLimits(0, 3, 100, Duration.ofSeconds(50), Duration.ofSeconds(50), 0));
        int answered = 0;
        int refused = 0;
        while (refused == 0) {
            if (answer(connect()).isEmpty()) {
                refused++;
            } else {
                answered++;
            }
        }
        assertThat(answered).isGreaterThanOrEqualTo(3);
    }

    @Test
    void this_computers_own_programs_are_not_counted() throws IOException {
        port = Optional.of(new JettyPort(
                TestPort.options(),
                new ConnectionLimits(1, 1, 100, Duration.ofSeconds(50), Duration.ofSeconds(50), 0),
                InetAddress::isLoopbackAddress,
                () -> true,
                Optional.empty(),
                Optional.empty()));
        serve();
        for (int i = 0; i < 5; i++) {
            assertThat(answer(connect())).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    @DisplayName("LS-189 Many that connect at once are served in turn: none is cut off while it waits for its turn")
    void thousandsAreServedInTurn() throws Exception {
        open(new ConnectionLimits(0, 0, 4, Duration.ofSeconds(50), Duration.ofSeconds(50), 0));
        List<Socket> crowd = new ArrayList<>();
        for (int i = 0; i < 300; i++) {
            crowd.add(connect());
        }
        // Nobody was refused or cut off, though only four at a time may take their time.
        for (Socket socket : crowd) {
            assertThat(answer(socket)).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    @DisplayName(
            "LS-189 The time for the first request begins when a connection is accepted, not while it waits for those before it")
    void thoseWhoWaitLoseNoTime() throws Exception {
        open(new ConnectionLimits(0, 0, 4, Duration.ofSeconds(1), Duration.ofSeconds(50), 0));
        List<Socket> silent = new ArrayList<>();
        for (int i = 0; i < 24; i++) {
            silent.add(connect());
        }
        Socket last = connect();
        long began = System.nanoTime();

        assertThat(answer(last))
                .as("it comes in when the silent ones before it were given up")
                .startsWith("HTTP/1.1 200");

        assertThat(Duration.ofNanos(System.nanoTime() - began))
                .as("six times four, each a third of a second")
                .isGreaterThan(Duration.ofSeconds(1));
        for (Socket socket : silent) {
            assertThat(socket.getInputStream().read()).as("given up").isEqualTo(-1);
        }
    }

    @Test
    @DisplayName("LS-189 Those who have asked stay, however many of them there are, and keep nobody out")
    void thoseWhoHaveAskedTakeNoPlace() throws Exception {
        open(new ConnectionLimits(0, 0, 2, Duration.ofSeconds(50), Duration.ofSeconds(50), 0));
        List<Socket> asked = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            Socket socket = connect();
            assertThat(answer(socket)).startsWith("HTTP/1.1 200");
            asked.add(socket);
        }
        for (Socket socket : asked) {
            assertThat(answer(socket)).startsWith("HTTP/1.1 200");
        }
    }

    @Test
    @DisplayName("LS-189 When as many are connected as may be, the next one waits until there is room")
    void theLastOneWaitsForRoom() throws Exception {
        HttpOptions three =
                new HttpOptions(Optional.of("127.0.0.1"), 0, Duration.ofSeconds(30), 3, 8192, 1 << 20, 0, 8);
        port = Optional.of(new JettyPort(
                three,
                new ConnectionLimits(0, 0, 100, Duration.ofSeconds(50), Duration.ofSeconds(50), 0),
                address -> false,
                () -> true,
                Optional.empty(),
                Optional.empty()));
        serve();
        List<Socket> inside = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            Socket socket = connect();
            assertThat(answer(socket)).startsWith("HTTP/1.1 200");
            inside.add(socket);
        }
        Socket outside = connect();
        outside.setSoTimeout(300);
        outside.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));
        assertThatThrownBy(() -> outside.getInputStream().read()).isInstanceOf(SocketTimeoutException.class);

        inside.get(0).close();

        outside.setSoTimeout(120_000);
        assertThat(outside.getInputStream().read()).isEqualTo('H');
    }

    private void open(ConnectionLimits guard) {
        ServerTls tls = new ServerTls(
                new SiteKeySource(folder.resolve("tls"), "server", () -> Set.of("localhost"), InstantSource.system()));
        port = Optional.of(new JettyPort(
                TestPort.options(), guard, address -> false, () -> true, Optional.of(tls), Optional.empty()));
        serve();
    }

    private void serve() {
        port.orElseThrow().add(List.of("/"), new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                Content.Source.asByteArrayAsync(request, 1 << 21, new Promise.Invocable.NonBlocking<>() {
                    @Override
                    public void succeeded(byte[] body) {
                        response.write(true, ByteBuffer.wrap(new byte[] {'x'}), callback);
                    }

                    @Override
                    public void failed(Throwable failure) {
                        callback.failed(failure);
                    }
                });
                return true;
            }
        });
        port.orElseThrow().adjust();
    }

    private Socket connect() throws IOException {
        Socket socket = new Socket(
                InetAddress.getLoopbackAddress(),
                port.orElseThrow().local().orElseThrow().getPort());
        sockets.add(socket);
        return socket;
    }

    /** The first bytes of the answer to a request; empty if there was none. */
    private static String answer(Socket socket) {
        try {
            socket.setSoTimeout(20_000);
            socket.getOutputStream().write("GET / HTTP/1.1\r\nHost: x\r\n\r\n".getBytes(US_ASCII));
            byte[] answer = new byte[4096];
            int read = socket.getInputStream().read(answer);
            return read < 0 ? "" : new String(answer, 0, read, US_ASCII);
        } catch (IOException e) {
            return "";
        }
    }

    /** Sends a beginning, then a byte whenever nothing came for a while, until the other end closes; returns what that one said. */
    private String receivedWhileDribbling(byte[] beginning) throws IOException {
        Socket socket = connect();
        socket.setSoTimeout(50);
        InputStream in = socket.getInputStream();
        StringBuilder received = new StringBuilder();
        try {
            socket.getOutputStream().write(beginning);
            while (true) {
                try {
                    int read = in.read();
                    if (read < 0) {
                        return received.toString();
                    }
                    received.append((char) read);
                } catch (SocketTimeoutException e) {
                    socket.getOutputStream().write('a');
                }
            }
        } catch (IOException e) {
            // Reset, for it was still sending.
            return received.toString();
        }
    }
}
