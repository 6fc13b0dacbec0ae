package dev.lockstep.examples.metering.common;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One TCP session with the meters behind an address. Belongs to one thread. */
public final class MeterConnection implements AutoCloseable {
    private static final int MAX_COUNT = 1000;

    private final Socket socket = new Socket();
    private final InputStream in;

    /**
     * Connects.
     *
     * @param limit how long connecting, and how long each answer, may take
     */
    public MeterConnection(Endpoint address, Duration limit) throws IOException {
        try {
            socket.setTcpNoDelay(true);
            socket.setSoTimeout((int) limit.toMillis());
            socket.connect(new InetSocketAddress(address.host(), address.port()), (int) limit.toMillis());
            in = new BufferedInputStream(socket.getInputStream());
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
        socket.getOutputStream().write((command + "\n").getBytes(StandardCharsets.US_ASCII));
    }

    private String line() throws IOException {
        return MeterLines.read(in).orElseThrow(() -> new IOException("The meters closed the session."));
    }

    private static long number(String text) throws BadInput {
        try {
            return Long.parseLong(text);
        } catch (NumberFormatException e) {
            throw new BadInput("meter.answer", "\"" + text + "\" is not a number.");
        }
    }
}
