package dev.lockstep.examples.metering.poll;

import dev.lockstep.examples.metering.common.BadInput;
import dev.lockstep.examples.metering.common.MeterLines;
import dev.lockstep.examples.metering.common.Reading;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Optional;
import java.util.zip.CRC32;

/**
 * One line of the journal: a checksum, a kind, and what happened.
 *
 * <p>Words at the end of a line that a later version may write are ignored, so that a service which was rolled back
 * reads what its successor left.
 */
sealed interface JournalLine {
    /** A reading was taken from its meter. */
    record Taken(Reading reading) implements JournalLine {}

    /** Everything of this meter up to this sequence number has reached the server. */
    record Acknowledged(String meter, long sequence) implements JournalLine {}

    /** The line with its end. */
    default String write() {
        String body;
        if (this instanceof Taken taken) {
            body = "R " + taken.reading().meter() + " " + MeterLines.write(taken.reading());
        } else {
            Acknowledged acknowledged = (Acknowledged) this;
            body = "A " + acknowledged.meter() + " " + acknowledged.sequence();
        }
        return checksum(body) + " " + body + "\n";
    }

    /** Reads a line without its end; empty when it is torn or damaged. */
    static Optional<JournalLine> parse(String line) {
        if (line.length() < 12 || !line.startsWith(checksum(line.substring(9)) + " ")) {
            return Optional.empty();
        }
        String[] words = line.substring(9).split(" ", 3);
        try {
            if (words.length == 3 && words[0].equals("R")) {
                return Optional.of(new Taken(MeterLines.parse(words[1], words[2])));
            }
            if (words.length == 3 && words[0].equals("A") && Reading.isMeterName(words[1])) {
                return Optional.of(new Acknowledged(words[1], Long.parseLong(words[2].split(" ", 2)[0])));
            }
            return Optional.empty();
        } catch (BadInput | NumberFormatException damaged) {
            return Optional.empty();
        }
    }

    private static String checksum(String body) {
        CRC32 crc = new CRC32();
        crc.update(body.getBytes(StandardCharsets.US_ASCII));
        return HexFormat.of().toHexDigits((int) crc.getValue());
    }
}
