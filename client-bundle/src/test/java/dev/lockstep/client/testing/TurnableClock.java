package dev.lockstep.client.testing;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;

/** A clock that is wrong by as much as a test says. */
public final class TurnableClock extends Clock {
    private volatile Duration wrongBy = Duration.ZERO;

    /** Sets it ahead, or with a negative time behind. */
    public void wrongBy(Duration time) {
        wrongBy = time;
    }

    @Override
    public Instant instant() {
        return Clock.systemUTC().instant().plus(wrongBy);
    }

    @Override
    public ZoneId getZone() {
        return ZoneOffset.UTC;
    }

    @Override
    public Clock withZone(ZoneId zone) {
        throw new UnsupportedOperationException("everything signed is in UTC");
    }
}
