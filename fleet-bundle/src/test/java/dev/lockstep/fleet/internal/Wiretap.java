package dev.lockstep.fleet.internal;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** An attacker between a computer and its server, who keeps every byte that the computer says, and passes it on or answers. */
final class Wiretap implements AutoCloseable {
    private final ServerSocket listening;
    private final Optional<Integer> server;
    private final byte[] answer;
    private final ByteArrayOutputStream seen = new ByteArrayOutputStream();
    private final List<Socket> open = new CopyOnWriteArrayList<>();

    /** Passes everything on to a port of loopback. */
    Wiretap(int server) throws IOException {
        this(Optional.of(server), new byte[0]);
    }

    private Wiretap(Optional<Integer> server, byte[] answer) throws IOException {
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        this.server = server;
        this.answer = answer;
        start(this::accept);
    }

    /** Answers every connection by itself, whatever it says. */
    static Wiretap answering(String answer) throws IOException {
        return new Wiretap(Optional.empty(), answer.getBytes(ISO_8859_1));
    }

    int port() {
        return listening.getLocalPort();
    }

    /** All that was said to it so far. */
    String seen() {
        synchronized (seen) {
            return seen.toString(ISO_8859_1);
        }
    }

    /** Says it all again to a server, and returns what that answers. */
    String replay(int port) throws IOException {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(2_000);
            synchronized (seen) {
                seen.writeTo(socket.getOutputStream());
            }
            ByteArrayOutputStream answered = new ByteArrayOutputStream();
            try {
                socket.getInputStream().transferTo(answered);
            } catch (SocketTimeoutException e) {
                // It has said what it has to say.
                return answered.toString(ISO_8859_1);
            }
            return answered.toString(ISO_8859_1);
        }
    }

    private void accept() throws IOException {
        while (true) {
            Socket computer = listening.accept();
            open.add(computer);
            start(() -> talk(computer));
        }
    }

    private void talk(Socket computer) throws IOException {
        if (server.isEmpty()) {
            computer.getOutputStream().write(answer);
            computer.getOutputStream().flush();
            listen(computer.getInputStream(), OutputStream.nullOutputStream());
            return;
        }
        Socket onwards = new Socket(InetAddress.getLoopbackAddress(), server.get());
        open.add(onwards);
        start(() -> onwards.getInputStream().transferTo(computer.getOutputStream()));
        listen(computer.getInputStream(), onwards.getOutputStream());
    }

    private void listen(InputStream from, OutputStream to) throws IOException {
        byte[] buffer = new byte[8192];
        for (int count = from.read(buffer); count >= 0; count = from.read(buffer)) {
            synchronized (seen) {
                seen.write(buffer, 0, count);
            }
            to.write(buffer, 0, count);
            to.flush();
        }
    }

    private static void start(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException e) {
                // Sockets are closed under it when the test is over.
                Thread.currentThread().interrupt();
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        listening.close();
        for (Socket socket : open) {
            socket.close();
        }
    }

    @FunctionalInterface
    private interface Work {
        void run() throws IOException;
    }
}
