package dev.lockstep.examples.metering.poll;

import dev.lockstep.examples.metering.common.BadInput;
import dev.lockstep.examples.metering.common.Endpoint;
import dev.lockstep.examples.metering.common.Reading;

/** A meter and where it answers; written {@code M1@10.0.0.7:4059}. */
record MeterAddress(String meter, Endpoint endpoint) {
    static MeterAddress parse(String text) throws BadInput {
        int at = text.indexOf('@');
        if (at < 1 || !Reading.isMeterName(text.substring(0, at))) {
            throw new BadInput("poll.meter", "\"" + text + "\" is not of the form meter@host:port.");
        }
        return new MeterAddress(text.substring(0, at), Endpoint.parse(text.substring(at + 1)));
    }
}
