package dev.lockstep.examples.metering.simulator;

import dev.lockstep.examples.metering.common.Quality;
import dev.lockstep.examples.metering.common.Reading;
import java.math.BigDecimal;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;

/**
 * One meter with its archive: it counts energy, numbers its readings from 1 and keeps the last of them.
 *
 * <p>Safe for any number of threads.
 */
final class Meter {
    private static final int ONE_ESTIMATE_IN = 20;

    private final String name;
    private final int depth;
    private final RandomGenerator random;
    private final ArrayDeque<Reading> archive = new ArrayDeque<>();
    private long sequence;
    private long wattHours;

    Meter(String name, int depth, RandomGenerator random) {
        this.name = name;
        this.depth = depth;
        this.random = random;
    }

    String name() {
        return name;
    }

    /** Takes the next reading; the oldest one leaves a full archive. */
    synchronized void measure(Instant now) {
        sequence++;
        wattHours += 50 + random.nextInt(100);
        Quality quality = random.nextInt(ONE_ESTIMATE_IN) == 0 ? Quality.ESTIMATED : Quality.GOOD;
        archive.addLast(new Reading(name, sequence, now, BigDecimal.valueOf(wattHours, 3), quality));
        if (archive.size() > depth) {
            archive.removeFirst();
        }
    }

    /** The number of the newest reading; 0 before the first. */
    synchronized long last() {
        return sequence;
    }

    /** The readings from this sequence number on, oldest first; fewer when the archive no longer holds them. */
    synchronized List<Reading> read(long from, int max) {
        List<Reading> found = new ArrayList<>();
        for (Reading reading : archive) {
            if (reading.sequence() >= from && found.size() < max) {
                found.add(reading);
            }
        }
        return found;
    }
}
