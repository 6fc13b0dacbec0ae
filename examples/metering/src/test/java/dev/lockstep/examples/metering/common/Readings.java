package dev.lockstep.examples.metering.common;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.stream.LongStream;

/** Readings for tests. */
public final class Readings {
    private static final Instant START = Instant.parse("2026-11-22T00:00:00Z");

    private Readings() {}

    public static Reading reading(String meter, long sequence) {
        return new Reading(
                meter, sequence, START.plusSeconds(sequence), BigDecimal.valueOf(sequence * 125, 3), Quality.GOOD);
    }

    /** The readings from one sequence number to another, both included. */
    public static List<Reading> readings(String meter, long from, long to) {
        return LongStream.rangeClosed(from, to)
                .mapToObj(sequence -> reading(meter, sequence))
                .toList();
    }
}
