package dev.lockstep.examples.metering.common;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** The lines of the meters' protocol, bounded in length. */
public final class MeterLines {
    private static final int MAX_LINE = 256;

    private MeterLines() {}

    /** Reads one line without its end; empty when the other side has closed. */
    public static Optional<String> read(InputStream in) throws IOException {
        StringBuilder line = new StringBuilder();
        while (true) {
            int c = in.read();
            if (c < 0) {
                return Optional.empty();
            }
            if (c == '\n') {
                return Optional.of(line.toString().stripTrailing());
            }
            if (line.length() >= MAX_LINE) {
                throw new IOException("A line is longer than " + MAX_LINE + " characters.");
            }
            line.append((char) c);
        }
    }

    /** Writes {@code sequence time kWh quality}. */
    public static String write(Reading reading) {
        return reading.sequence() + " " + reading.time() + " " + reading.kwh().toPlainString() + " "
                + reading.quality();
    }

    /** Reads {@code sequence time kWh quality}; words that follow are from a later version and are ignored. */
    public static Reading parse(String meter, String line) throws BadInput {
        String[] words = line.split(" ", -1);
        if (words.length < 4 || words[2].length() > 24) {
            throw new BadInput("meter.line", "The line \"" + line + "\" is not a reading.");
        }
        try {
            return new Reading(
                    meter,
                    Long.parseLong(words[0]),
                    Instant.parse(words[1]),
                    new BigDecimal(words[2]),
                    Quality.named(words[3]));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new BadInput("meter.line", "The line \"" + line + "\" is not a reading: " + e.getMessage());
        }
    }
}
