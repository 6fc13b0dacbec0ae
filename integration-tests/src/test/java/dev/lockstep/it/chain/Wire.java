package dev.lockstep.it.chain;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * The way from a computer to the port of the one above it. While it hangs, connections are accepted and not a byte passes in either
 * direction, as at a process that was stopped and not ended; while it is cut, connections are refused, as where no process is.
 */
final class Wire implements Closeable {
    private static final int BACKLOG = 200;
    private static final int PIECE = 64 << 10;

    private final int port;
    private final int target;
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final ExecutorService threads = Executors.newCachedThreadPool(work -> {
        Thread thread = new Thread(work, "wire");
        thread.setDaemon(true);
        return thread;
    });
    private ServerSocket listening;
    private boolean hangs;

    /** A wire from one port of loopback to another. */
    Wire(int port, int target) throws IOException {
        this.port = port;
        this.target = target;
        mend();
    }

    int port() {
        return port;
    }

    /** From now on nothing passes, and nobody is told. */
    synchronized void hang() {
        hangs = true;
    }

    /** What waited passes on. */
    synchronized void goOn() {
        hangs = false;
        notifyAll();
    }

    /** Ends all connections and refuses new ones. */
    synchronized void cut() throws IOException {
        listening.close();
        open.forEach(Wire::end);
    }

    /** Accepts connections again. */
    synchronized void mend() throws IOException {
        ServerSocket socket = new ServerSocket();
        socket.setReuseAddress(true);
        socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), BACKLOG);
        listening = socket;
        threads.execute(() -> accept(socket));
    }

    private synchronized void awaitPassage() throws IOException {
        try {
            while (hangs) {
                wait();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the test is over", e);
        }
    }

    private void accept(ServerSocket socket) {
        try {
            while (!socket.isClosed()) {
                Socket below = socket.accept();
                open.add(below);
                threads.execute(() -> connect(below));
            }
        } catch (IOException closed) {
            // cut() and close() are how the waiting is ended.
        }
    }

    private void connect(Socket below) {
        try {
            awaitPassage();
            Socket above = new Socket(InetAddress.getLoopbackAddress(), target);
            open.add(above);
            threads.execute(() -> pass(below, above));
            pass(above, below);
        } catch (IOException nobodyThere) {
            end(below);
            open.remove(below);
        }
    }

    private void pass(Socket from, Socket to) {
        try {
            InputStream in = from.getInputStream();
            OutputStream out = to.getOutputStream();
            byte[] piece = new byte[PIECE];
            for (int read = in.read(piece); read >= 0; read = in.read(piece)) {
                awaitPassage();
                out.write(piece, 0, read);
                out.flush();
            }
        } catch (IOException broken) {
            // Either side may end a connection at any time; the other hears of it below.
        } finally {
            end(from);
            end(to);
            open.remove(from);
            open.remove(to);
        }
    }

    private static void end(Socket socket) {
        try {
            socket.close();
        } catch (IOException alreadyBroken) {
            // It is gone either way.
        }
    }

    @Override
    public void close() throws IOException {
        cut();
        threads.shutdownNow();
    }
}
