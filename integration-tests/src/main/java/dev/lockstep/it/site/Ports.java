package dev.lockstep.it.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ThreadLocalRandom;

/** Finds ports of the loopback interface that nobody listens on. */
public final class Ports {
    private static final int LOWEST = 12_000;
    private static final int RANGE = 5_000;
    private static final int RANGES = 4;
    private static final int ATTEMPTS = 100;

    /** Locks of the ports that this process was given, until its end. */
    private static final List<FileChannel> CLAIMS = new CopyOnWriteArrayList<>();

    private Ports() {}

    /**
     * A port that was free a moment ago, and that no outgoing connection is given: those come from 32768 on (Linux) or 49152 on
     * (Windows), and one of them could take the port of a node that is restarting. It is claimed until this process ends: nobody
     * sees what another test has found and not opened yet, or closed for a moment.
     */
    public static int free() {
        int lowest = LOWEST + RANGE * (Integer.getInteger("lockstep.fork", 0) % RANGES);
        IOException taken = new IOException("none was tried");
        for (int attempt = 0; attempt < ATTEMPTS; attempt++) {
            int port = ThreadLocalRandom.current().nextInt(lowest, lowest + RANGE);
            try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
                if (claim(socket.getLocalPort())) {
                    return socket.getLocalPort();
                }
            } catch (IOException e) {
                taken = e;
            }
        }
        throw new UncheckedIOException("no port is free", taken);
    }

    /** Whether no other test on this computer has claimed the port; the operating system frees a claim with its process. */
    private static boolean claim(int port) throws IOException {
        Path folder =
                Path.of(System.getProperty("java.io.tmpdir"), "lockstep-ports-" + System.getProperty("user.name"));
        Files.createDirectories(folder);
        FileChannel channel = FileChannel.open(
                folder.resolve(Integer.toString(port)), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
        try {
            if (channel.tryLock() != null) {
                CLAIMS.add(channel);
                return true;
            }
        } catch (OverlappingFileLockException thisProcess) {
            // Closing another channel of the same file would free the lock, so it stays open.
            CLAIMS.add(channel);
            return false;
        }
        channel.close();
        return false;
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
