package dev.lockstep.core.source;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server on loopback that does with each connection exactly what a test says, byte for byte. */
public final class LoopbackServer implements Closeable {
    public final List<String> requests = new CopyOnWriteArrayList<>();

    private final ServerSocket listener;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();
    private final List<Thread> threads = new CopyOnWriteArrayList<>();
    private final List<Exception> ends = new CopyOnWriteArrayList<>();

    public LoopbackServer(Script script) throws IOException {
        this(new ServerSocket(0, 50, InetAddress.getLoopbackAddress()), script);
    }

    LoopbackServer(ServerSocket listener, Script script) {
        this.listener = listener;
        start(() -> {
            while (true) {
                Socket socket = listener.accept();
                sockets.add(socket);
                start(() -> {
                    try (socket) {
                        script.serve(new Connection(socket));
                    }
                });
            }
        });
    }

    private void start(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (Exception e) {
                        // The other side hung up, or the test is over: what it expected is asserted there.
                        ends.add(e);
                    }
                },
                "loopback-server");
        thread.setDaemon(true);
        threads.add(thread);
        thread.start();
    }

    private interface Work {
        void run() throws Exception;
    }

    /** Answers every request on a connection with the bytes that {@code answer} gives for its head. */
    public static LoopbackServer answering(java.util.function.Function<String, String> answer) throws IOException {
        return new LoopbackServer(connection -> {
            Optional<String> head = connection.readHead();
            while (head.isPresent()) {
                connection.server(head.get());
                connection.write(answer.apply(head.get()));
                head = connection.readHead();
            }
        });
    }

    public static String answer(String status, String headers, String body) {
        return "HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: "
                + body.getBytes(StandardCharsets.ISO_8859_1).length + "\r\n\r\n" + body;
    }

    public int port() {
        return listener.getLocalPort();
    }

    public String address() {
        return "127.0.0.1:" + port();
    }

    @Override
    public void close() throws IOException {
        listener.close();
        for (Socket socket : sockets) {
            socket.close();
        }
        threads.forEach(Thread::interrupt);
    }

    /** What a test does with one connection. */
    public interface Script {
        void serve(Connection connection) throws Exception;
    }

    /** One connection. */
    public final class Connection {
        public final Socket socket;
        public final InputStream in;
        public final OutputStream out;

        Connection(Socket socket) throws IOException {
            this.socket = socket;
            this.in = new BufferedInputStream(socket.getInputStream());
            this.out = socket.getOutputStream();
        }

        /** Reads up to the empty line after the headers; empty at the end of the connection. */
        public Optional<String> readHead() throws IOException {
            var head = new ByteArrayOutputStream();
            while (!head.toString(StandardCharsets.ISO_8859_1).endsWith("\r\n\r\n")) {
                int next = in.read();
                if (next < 0) {
                    return Optional.empty();
                }
                head.write(next);
            }
            return Optional.of(head.toString(StandardCharsets.ISO_8859_1));
        }

        public void server(String head) {
            requests.add(head);
        }

        public void write(String text) throws IOException {
            out.write(text.getBytes(StandardCharsets.ISO_8859_1));
            out.flush();
        }
    }

    public static String header(String head, String name) {
        for (String line : head.split("\r\n")) {
            if (line.toLowerCase(Locale.ROOT).startsWith(name.toLowerCase(Locale.ROOT) + ":")) {
                return line.substring(name.length() + 1).strip();
            }
        }
        return "";
    }
}
