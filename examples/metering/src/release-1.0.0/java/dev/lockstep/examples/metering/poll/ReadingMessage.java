package dev.lockstep.examples.metering.poll;

import dev.lockstep.examples.metering.common.Reading;
import java.util.Map;

/** What the poll service tells the server: a reading without its quality, as version 1.0.0 did. */
final class ReadingMessage {
    private ReadingMessage() {}

    static Map<String, Object> of(Reading reading) {
        return reading.fields();
    }
}
