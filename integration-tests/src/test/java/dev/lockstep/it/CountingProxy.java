package dev.lockstep.it;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;

/** The wire between a client and its server: passes on every byte, and counts those that the server sends. */
final class CountingProxy implements Closeable {
    private final ServerSocket listening;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final AtomicLong received = new AtomicLong();
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "counting-proxy");
        thread.setDaemon(true);
        return thread;
    });

    /** A wire to a port of loopback. */
    CountingProxy(int target) throws IOException {
        this.target = target;
        this.listening = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(this::accept);
    }

    int port() {
        return listening.getLocalPort();
    }

    /** How many bytes the server sent until now, over all connections. */
    long received() {
        return received.get();
    }

    private void accept() {
        try {
            while (!listening.isClosed()) {
                Socket client = listening.accept();
                threads.execute(() -> connect(client));
            }
        } catch (IOException closed) {
            // close() is how the waiting is ended.
        }
    }

    private void connect(Socket client) {
        open.add(client);
        try {
            Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
            open.add(server);
            threads.execute(() -> pass(client, server, new AtomicLong()));
            pass(server, client, received);
        } catch (IOException refused) {
            // As over a real wire: the client sees that its connection ends.
            end(client);
        }
    }

    private void pass(Socket from, Socket to, AtomicLong counter) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] buffer = new byte[64 << 10];
            for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
                counter.addAndGet(read);
                out.write(buffer, 0, read);
            }
        } catch (IOException broken) {
            // Either side may end a connection at any time; the other one hears of it below.
        } finally {
            end(from);
            end(to);
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
}
