package dev.lockstep.examples.metering.common;

import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One TCP session with the meters behind an address. Belongs to one thread. */
public final class MeterConnection implements AutoCloseable {
    private static final int MAX_COUNT = 1000;
    private static final int ANSWER_LIMITS = 4;

    private final Socket socket = new Socket();
    private final InputStream in;
    private final Duration limit;
    private long deadline;

    /**
     * Connects.
     *
     * @param limit how long connecting may take, and each piece of an answer; all of it has four times as long
     */
    public MeterConnection(Endpoint address, Duration limit) throws IOException {
        this.limit = limit;
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) limit.toMillis());
            socket.connect(new InetSocketAddress(address.host(), address.port()), (int) limit.toMillis());
            in = new BufferedInputStream(new InTime(socket.getInputStream()));
        } catch (IOException e) {
            socket.close();
            throw new IOException("The meters at " + address + " do not answer: " + e.getMessage(), e);
        }
    }

    /** The readings of a meter from this sequence number on, oldest first. */
    public List<Reading> read(String meter, long from, int max) throws IOException, BadInput {
        List<Reading> readings = new ArrayList<>();
        int count = ask("READ " + meter + " " + from + " " + max, "READINGS ");
        long previous = from - 1;
        for (int i = 0; i < count; i++) {
            Reading reading = MeterLines.parse(meter, line());
            if (reading.sequence() <= previous) {
                throw new BadInput("meter.order", "The meter " + meter + " answers out of order.");
            }
            previous = reading.sequence();
            readings.add(reading);
        }
        return readings;
    }

    /** The number of the newest reading of each meter. */
    public Map<String, Long> last() throws IOException, BadInput {
        Map<String, Long> last = new LinkedHashMap<>();
        int count = ask("LAST", "METERS ");
        for (int i = 0; i < count; i++) {
            String[] words = line().split(" ", -1);
            last.put(words[0], number(words[words.length - 1]));
        }
        return last;
    }

    /** Ends the production of readings for good. */
    public void stopProduction() throws IOException, BadInput {
        send("STOP");
        String answer = line();
        if (!answer.equals("STOPPED")) {
            throw new BadInput("meter.answer", "The meters answered \"" + answer + "\".");
        }
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private int ask(String command, String prefix) throws IOException, BadInput {
        send(command);
        String answer = line();
        if (!answer.startsWith(prefix)) {
            throw new BadInput("meter.answer", "The meters answered \"" + answer + "\".");
        }
        long count = number(answer.substring(prefix.length()));
        if (count < 0 || count > MAX_COUNT) {
            throw new BadInput("meter.answer", "The meters announced " + count + " lines.");
        }
        return (int) count;
    }

    private void send(String command) throws IOException {
        deadline = System.nanoTime() + ANSWER_LIMITS * limit.toNanos();
        socket.getOutputStream().write((command + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private String line() throws IOException {
        return MeterLines.read(in).orElseThrow(() -> new IOException("The meters closed the session."));
    }

    /** What comes until the answer has to be there: a character now and then does not lengthen it. */
    private final class InTime extends FilterInputStream {
        InTime(InputStream in) {
            super(in);
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            long left = (deadline - System.nanoTime()) / 1_000_000;
            if (left <= 0) {
                throw new SocketTimeoutException("The meters did not answer in time.");
            }
            socket.setSoTimeout((int) Math.min(left, limit.toMillis()));
            return super.read(bytes, offset, length);
        }
    }

    private static long number(String text) throws BadInput {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new BadInput("meter.answer", "\"" + text + "\" is not a number.");
        }
    }
}
