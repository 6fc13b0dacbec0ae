package dev.lockstep.it.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;

/** Finds ports of the loopback interface that nobody listens on. */
public final class Ports {
    private static final int LOWEST = 12_000;
    private static final int RANGE = 5_000;
    private static final int RANGES = 4;
    private static final int ATTEMPTS = 100;

    private Ports() {}

    /**
     * A port that was free a moment ago, and that no outgoing connection is given: those come from 32768 on (Linux) or 49152 on
     * (Windows), and one of them could take the port of a node that is restarting. Tests that run side by side look in different
     * ranges, as none of them knows what another has found and not opened yet.
     */
    public static int free() {
        int lowest = LOWEST + RANGE * (Integer.getInteger("lockstep.fork", 0) % RANGES);
        IOException taken = new IOException("none was tried");
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(lowest, lowest + RANGE);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                return socket.getLocalPort();
            } catch (IOException e) {
                taken = e;
            }
        }
        throw new UncheckedIOException("no port is free", taken);
    }

    /** {@code preferred} if nobody listens there, else another. */
    public static int freeOr(int preferred) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(preferred));
            return preferred;
        } catch (IOException e) {
            return free();
        }
    }
}
