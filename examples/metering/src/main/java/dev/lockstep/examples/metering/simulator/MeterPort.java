package dev.lockstep.examples.metering.simulator;

import dev.lockstep.examples.metering.common.MeterLines;
import dev.lockstep.examples.metering.common.Reading;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/**
 * The meters' TCP port. Lines of ASCII, one command each:
 *
 * <pre>
 * READ meter fromSequence max   ->  READINGS count, then count lines "sequence time kWh quality"
 * LAST                          ->  METERS count, then count lines "meter lastSequence"
 * STOP                          ->  STOPPED: no meter takes another reading
 * anything else                 ->  ERROR and a sentence
 * </pre>
 */
final class MeterPort implements AutoCloseable {
    private static final int MAX_CONNECTIONS = 64;
    private static final int MAX_READINGS = 1000;
    private static final int IDLE_MILLIS = 60_000;

    private final MeterPark park;
    private final ServerSocket socket;
    private final ThreadPoolExecutor sessions = new ThreadPoolExecutor(
            0, MAX_CONNECTIONS, 10, TimeUnit.SECONDS, new SynchronousQueue<>(), MeterPort::daemon);

    MeterPort(InetSocketAddress address, MeterPark park) throws IOException {
        this.park = park;
        socket = new ServerSocket();
        socket.bind(address, MAX_CONNECTIONS);
        Thread acceptor = new Thread(this::accept, "meters");
        acceptor.start();
    }

    int port() {
        return socket.getLocalPort();
    }

    @Override
    public void close() throws IOException {
        socket.close();
        sessions.shutdownNow();
    }

    private static Thread daemon(Runnable work) {
        Thread thread = new Thread(work, "meter-session");
        thread.setDaemon(true);
        return thread;
    }

    private void accept() {
        while (!socket.isClosed()) {
            try {
                Socket connection = socket.accept();
                connection.setSoTimeout(IDLE_MILLIS);
                connection.setTcpNoDelay(true);
                hand(connection);
            } catch (IOException e) {
                if (!socket.isClosed()) {
                    throw new UncheckedIOException(e);
                }
            }
        }
    }

    private void hand(Socket connection) throws IOException {
        try {
            sessions.execute(() -> serve(connection));
        } catch (RejectedExecutionException full) {
            connection.close();
        }
    }

    private void serve(Socket connection) {
        try (connection;
                InputStream in = new BufferedInputStream(connection.getInputStream());
                OutputStream out = new BufferedOutputStream(connection.getOutputStream())) {
            while (true) {
                Optional<String> line = MeterLines.read(in);
                if (line.isEmpty()) {
                    return;
                }
                out.write(answer(line.get()).getBytes(StandardCharsets.US_ASCII));
                out.flush();
            }
        } catch (IOException e) {
            System.getLogger(MeterPort.class.getName())
                    .log(System.Logger.Level.DEBUG, "A session ended: {0}", e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String answer(String line) throws InterruptedException {
        String[] words = line.split(" ", -1);
        if (line.equals("STOP")) {
            park.stop();
            return "STOPPED\n";
        }
        if (line.equals("LAST")) {
            StringBuilder out = new StringBuilder();
            Map<String, Long> last = park.last();
            out.append("METERS ").append(last.size()).append('\n');
            last.forEach((meter, sequence) ->
                    out.append(meter).append(' ').append(sequence).append('\n'));
            return out.toString();
        }
        if (words.length == 4 && words[0].equals("READ")) {
            return read(words[1], words[2], words[3]);
        }
        return "ERROR The commands are READ meter fromSequence max, LAST and STOP.\n";
    }

    private String read(String name, String from, String max) {
        Optional<Meter> meter = park.meter(name);
        if (meter.isEmpty()) {
            return "ERROR There is no meter of this name.\n";
        }
        try {
            int limit = Math.min(MAX_READINGS, Integer.parseInt(max));
            List<Reading> readings = meter.get().read(Long.parseLong(from), limit);
            StringBuilder out = new StringBuilder("READINGS " + readings.size() + "\n");
            readings.forEach(reading -> out.append(MeterLines.write(reading)).append('\n'));
            return out.toString();
        } catch (NumberFormatException e) {
            return "ERROR fromSequence and max are whole numbers.\n";
        }
    }
}
