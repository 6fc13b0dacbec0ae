package dev.lockstep.examples.metering.poll;

import dev.lockstep.examples.metering.common.Reading;
import java.util.Map;

/** What the poll service tells the server: a reading with its quality. */
final class ReadingMessage {
    private ReadingMessage() {}

    static Map<String, Object> of(Reading reading) {
        Map<String, Object> message = reading.fields();
        message.put("quality", reading.quality());
        return message;
    }
}
