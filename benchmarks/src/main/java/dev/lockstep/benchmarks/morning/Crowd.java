package dev.lockstep.benchmarks.morning;

import dev.lockstep.client.internal.component.Backoff;
import dev.lockstep.core.message.Enrolment;
import dev.lockstep.core.pki.KeyAndChain;
import dev.lockstep.core.pki.SingleKeyManager;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.X509Certificate;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;
import javax.net.ssl.KeyManager;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLSocket;
import javax.net.ssl.TrustManager;
import javax.net.ssl.X509TrustManager;

/**
 * Many computers in one process: each with a key of its own is admitted by the server and listens to its events, as clients do, over
 * TLS 1.3, and comes back with the pauses of a client when it loses it. Each is a thread that waits, so what the process needs is
 * little more than the handshakes. It obeys lines on its standard input: {@code mark} begins to count anew, {@code say} prints what
 * was counted, {@code quit}.
 */
final class Crowd {
    private static final int CONNECT_MILLIS = 10_000;
    private static final int ANSWER_MILLIS = 30_000;
    private static final int BEAT_MILLIS = 60_000;
    private static final int ENROL_AT_A_TIME = 16;
    /** As a client has them; a connection of ten seconds was a good one. */
    private static final Backoff RECONNECTS =
            new Backoff(Duration.ofSeconds(1), Duration.ofMinutes(1), Duration.ofSeconds(10));

    private final int port;
    private final List<KeyAndChain> keys;
    private final AtomicLongArray inAt;
    private final AtomicInteger attempts = new AtomicInteger();
    private final AtomicInteger cutOff = new AtomicInteger();
    private final AtomicInteger sentAway = new AtomicInteger();
    private volatile long marked = System.nanoTime();

    private Crowd(int port, int size) {
        this.port = port;
        this.keys = IntStream.range(0, size)
                .parallel()
                .mapToObj(i -> KeyAndChain.forComputer("client-" + i, Instant.now()))
                .toList();
        this.inAt = new AtomicLongArray(size);
    }

    /** The port of the server, how many computers, and the number of the first one. */
    public static void main(String[] arguments) throws Exception {
        int first = Integer.parseInt(arguments[2]);
        Crowd crowd = new Crowd(Integer.parseInt(arguments[0]), Integer.parseInt(arguments[1]));
        crowd.enrol(first);
        crowd.listen();
        System.out.println("enrolled");
        BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String line = in.readLine(); line != null && !line.equals("quit"); line = in.readLine()) {
            if (line.equals("mark")) {
                crowd.mark();
            }
            System.out.println(crowd.counted());
        }
        System.exit(0);
    }

    private void enrol(int first) throws Exception {
        ExecutorService pool = Executors.newFixedThreadPool(ENROL_AT_A_TIME);
        List<Future<Integer>> answers = IntStream.range(0, keys.size())
                .mapToObj(i -> pool.submit(() -> enrolOne(i, first + i)))
                .toList();
        for (Future<Integer> answer : answers) {
            if (answer.get() != 200) {
                throw new IOException("a computer was not admitted: status " + answer.get());
            }
        }
        pool.shutdown();
    }

    private int enrolOne(int index, int number) throws IOException, GeneralSecurityException {
        byte[] body = new Enrolment("crowd-" + number, "client " + number, Optional.empty()).toJson();
        try (Socket socket = connect(index)) {
            String head =
                    "POST /" + Enrolment.PATH + " HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n"
                            + "Content-Length: " + body.length + "\r\nConnection: close\r\n\r\n";
            socket.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            socket.getOutputStream().write(body);
            return status(reader(socket).readLine());
        }
    }

    private void listen() {
        for (int i = 0; i < keys.size(); i++) {
            int index = i;
            Thread thread = new Thread(null, () -> listen(index), "computer-" + i, 128 << 10);
            thread.setDaemon(true);
            thread.start();
        }
    }

    private void listen(int index) {
        int failures = 0;
        while (true) {
            long began = System.nanoTime();
            long retryAfter = 0;
            attempts.incrementAndGet();
            try (Socket socket = connect(index)) {
                socket.getOutputStream()
                        .write("GET /api/v1/events HTTP/1.1\r\nHost: localhost\r\nAccept: text/event-stream\r\n\r\n"
                                .getBytes(StandardCharsets.US_ASCII));
                retryAfter = follow(index, socket);
            } catch (IOException | GeneralSecurityException e) {
                cutOff.incrementAndGet();
            }
            inAt.set(index, 0);
            boolean good = System.nanoTime() - began >= RECONNECTS.goodAfter().toNanos();
            failures = good ? 1 : failures + 1;
            double variation = ThreadLocalRandom.current().nextDouble();
            double pause = Math.max(
                    RECONNECTS.pause(failures).toMillis() * (0.5 + variation), retryAfter * 1000 * (1 + variation / 2));
            try {
                TimeUnit.MILLISECONDS.sleep(Math.round(pause));
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /** Reads events until the end; returns how many seconds the server wants to be left alone. */
    private long follow(int index, Socket socket) throws IOException {
        BufferedReader lines = reader(socket);
        long retryAfter = 0;
        int status = 0;
        for (String line = lines.readLine(); line != null; line = lines.readLine()) {
            if (status == 0) {
                status = status(line);
                if (status != 200) {
                    sentAway.incrementAndGet();
                }
            } else if (line.toLowerCase(Locale.ROOT).startsWith("retry-after:")) {
                retryAfter =
                        Long.parseLong(line.substring(line.indexOf(':') + 1).strip());
            } else if (line.startsWith("event: assignment") && inAt.get(index) == 0) {
                inAt.set(index, System.nanoTime());
                socket.setSoTimeout(BEAT_MILLIS);
            } else if (line.isEmpty() && status != 200) {
                return retryAfter;
            }
        }
        return 0;
    }

    private Socket connect(int index) throws IOException, GeneralSecurityException {
        SSLContext tls = SSLContext.getInstance("TLSv1.3");
        KeyAndChain key = keys.get(index);
        tls.init(
                new KeyManager[] {new SingleKeyManager(() -> key)},
                new TrustManager[] {new Anybody()},
                new SecureRandom());
        Socket plain = new Socket();
        try {
            plain.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), CONNECT_MILLIS);
            plain.setSoTimeout(ANSWER_MILLIS);
            SSLSocket socket = (SSLSocket) tls.getSocketFactory().createSocket(plain, "localhost", port, true);
            socket.startHandshake();
            return socket;
        } catch (IOException e) {
            plain.close();
            throw e;
        }
    }

    private static BufferedReader reader(Socket socket) throws IOException {
        return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8), 512);
    }

    private static int status(String line) {
        return line == null ? 0 : Integer.parseInt(line.split(" ")[1]);
    }

    private void mark() {
        attempts.set(0);
        cutOff.set(0);
        sentAway.set(0);
        marked = System.nanoTime();
    }

    /** How many are in, how often it was tried, cut off, sent away; and when those who are in came in, in milliseconds since the mark. */
    private String counted() {
        long[] times = IntStream.range(0, inAt.length())
                .mapToLong(inAt::get)
                .filter(at -> at != 0)
                .map(at -> Math.max(0, TimeUnit.NANOSECONDS.toMillis(at - marked)))
                .sorted()
                .toArray();
        StringBuilder said =
                new StringBuilder(times.length + " " + attempts.get() + " " + cutOff.get() + " " + sentAway.get());
        for (long time : times) {
            said.append(' ').append(time);
        }
        return said.toString();
    }

    /** The crowd measures a server that it has just started on this machine. */
    private static final class Anybody implements X509TrustManager {
        @Override
        public void checkClientTrusted(X509Certificate[] chain, String type) {
            throw new IllegalStateException("nobody connects to a crowd");
        }

        @Override
        public void checkServerTrusted(X509Certificate[] chain, String type) {
            // Whoever answers on that port was started by the benchmark.
        }

        @Override
        public X509Certificate[] getAcceptedIssuers() {
            return new X509Certificate[0];
        }
    }
}
