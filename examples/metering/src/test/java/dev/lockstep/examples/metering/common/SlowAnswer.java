package dev.lockstep.examples.metering.common;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Servers that answer and never come to an end. */
enum SlowAnswer {
    NOTHING("", ""),
    HEAD_BYTE_BY_BYTE("HTTP/1.1 200 OK\r\nX: ", "a"),
    HEAD_THAT_STOPS("HTTP/1.1 200 OK\r\nX: ", ""),
    BODY_BYTE_BY_BYTE("HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\n", "a"),
    BODY_THAT_STOPS("HTTP/1.1 200 OK\r\nContent-Length: 60000\r\n\r\na", ""),
    CHUNKS_BYTE_BY_BYTE("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", "1\r\na\r\n");

    private final String start;
    private final String again;

    SlowAnswer(String start, String again) {
        this.start = start;
        this.again = again;
    }

    /** Answers like that until it is closed. */
    Running run() throws IOException {
        return new Running();
    }

    final class Running implements AutoCloseable {
        private final ServerSocket listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        private final CountDownLatch closed = new CountDownLatch(1);

        private Running() throws IOException {
            daemon(() -> {
                while (true) {
                    Socket socket = listener.accept();
                    daemon(() -> answer(socket));
                }
            });
        }

        private void answer(Socket socket) throws IOException, InterruptedException {
            try (socket;
                    OutputStream out = socket.getOutputStream()) {
                out.write(start.getBytes(StandardCharsets.US_ASCII));
                while (!closed.await(20, TimeUnit.MILLISECONDS)) {
                    out.write(again.getBytes(StandardCharsets.US_ASCII));
                }
            }
        }

        URI url() {
            return URI.create("http://127.0.0.1:" + listener.getLocalPort() + "/");
        }

        @Override
        public void close() throws IOException {
            closed.countDown();
            listener.close();
        }
    }

    private static void daemon(Work work) {
        Thread thread = new Thread(
                () -> {
                    try {
                        work.run();
                    } catch (IOException | InterruptedException hungUp) {
                        return;
                    }
                },
                "slow-answer");
        thread.setDaemon(true);
        thread.start();
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }
}
