package dev.lockstep.it.attack;

import dev.lockstep.core.pki.KeyAndChain;
import java.io.ByteArrayInputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.SequenceInputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;

/**
 * Somebody on the wire between a client and its server. Left alone he passes on every byte; an attack answers in the server's
 * place what it is asked for, and passes on the rest. TLS he can only end with a key to show, and go on towards the server with a
 * key that is admitted there.
 */
final class ManInTheMiddle implements Closeable {
    private static final int TLS_HANDSHAKE = 0x16;

    private final ServerSocket listening;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final Set<String> asked = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "man-in-the-middle");
        thread.setDaemon(true);
        return thread;
    });
    private volatile boolean attacking;
    private volatile Function<String, Optional<Answer>> attack = ManInTheMiddle::nothing;
    private volatile Optional<TlsEnds> tls = Optional.empty();

    /** A wire to a port of loopback. */
    ManInTheMiddle(int target) throws IOException {
        this.target = target;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    private static Optional<Answer> nothing(String path) {
        return Optional.empty();
    }

    int port() {
        return listening.getLocalPort();
    }

    /** From now on he can end TLS. */
    void hold(KeyAndChain shown, KeyAndChain own) {
        tls = Optional.of(new TlsEnds(shown, own));
    }

    /** Attacks with answers by path, such as {@code metadata/vendor/timestamp.json}; the rest is passed on. */
    void attack(Function<String, Optional<Answer>> answers) {
        change(true, answers);
    }

    /** Attacks with other files in the place of the server's. */
    void replace(Map<String, byte[]> files) {
        Map<String, byte[]> copy = Map.copyOf(files);
        attack(path -> Optional.ofNullable(copy.get(path)).map(Answer::file));
    }

    /** Attacks with one answer to whatever is asked for below a path. */
    void answer(String below, Answer answer) {
        attack(path -> path.startsWith(below) ? Optional.of(answer) : Optional.empty());
    }

    /** Leaves everything alone. */
    void leaveAlone() {
        change(false, ManInTheMiddle::nothing);
    }

    /** What was asked for since the attack began. */
    Set<String> asked() {
        return Set.copyOf(asked);
    }

    private void change(boolean attacks, Function<String, Optional<Answer>> answers) {
        attack = answers;
        attacking = attacks;
        asked.clear();
        // What was begun under other terms is over.
        open.forEach(this::end);
    }

    private void accept() {
        try {
            while (!listening.isClosed()) {
                Socket client = listening.accept();
                open.add(client);
                threads.execute(() -> serve(client));
            }
        } catch (IOException closed) {
            // close() is how the waiting is ended.
        }
    }

    private void serve(Socket client) {
        try {
            if (attacking) {
                talk(client);
            } else {
                Socket server = connect();
                threads.execute(() -> pass(client, server));
                pass(server, client);
            }
        } catch (IOException broken) {
            // Either side may end a connection at any time, and a client that does not trust him does so at once.
        } finally {
            end(client);
        }
    }

    private Socket connect() throws IOException {
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        open.add(server);
        return server;
    }

    private void talk(Socket client) throws IOException {
        int first = client.getInputStream().read();
        InputStream begun = new ByteArrayInputStream(new byte[] {(byte) first});
        if (first == TLS_HANDSHAKE) {
            TlsEnds ends = tls.orElseThrow(() -> new IOException("he has no key to show"));
            Socket plain = ends.towardsClient(client, begun);
            answer(plain.getInputStream(), plain.getOutputStream(), () -> ends.towardsServer(connect()));
            plain.close();
        } else if (first >= 0) {
            answer(new SequenceInputStream(begun, client.getInputStream()), client.getOutputStream(), this::connect);
        }
    }

    private void answer(InputStream in, OutputStream out, Upstream upstream) throws IOException {
        RequestHead request = RequestHead.read(in);
        asked.add(request.path());
        Optional<Answer> answer = attack.apply(request.path());
        if (answer.isPresent()) {
            answer.get().write(in, out);
            out.flush();
            return;
        }
        try (Socket server = upstream.connect()) {
            server.getOutputStream().write(request.forwarded());
            server.getOutputStream().write(in.readNBytes(request.bodyLength()));
            server.getOutputStream().flush();
            copy(server.getInputStream(), out);
        }
    }

    private void pass(Socket from, Socket to) {
        try {
            copy(from.getInputStream(), to.getOutputStream());
        } catch (IOException broken) {
            // The other side hears of it below.
        } finally {
            end(from);
            end(to);
        }
    }

    /** Each piece at once: events come one by one. */
    private static void copy(InputStream in, OutputStream out) throws IOException {
        byte[] buffer = new byte[64 << 10];
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            out.write(buffer, 0, read);
            out.flush();
        }
    }

    private void end(Socket socket) {
        open.remove(socket);
        try {
            socket.close();
        } catch (IOException alreadyBroken) {
            // It is gone either way.
        }
    }

    @Override
    public void close() throws IOException {
        listening.close();
        open.forEach(this::end);
        threads.shutdownNow();
    }

    /** The way on to the server. */
    @FunctionalInterface
    private interface Upstream {
        Socket connect() throws IOException;
    }
}
