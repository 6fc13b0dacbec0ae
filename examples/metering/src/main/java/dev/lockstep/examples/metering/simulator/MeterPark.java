package dev.lockstep.examples.metering.simulator;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;

/** All simulated meters, named meter-1 to meter-n, and the clock that makes them measure. */
final class MeterPark implements AutoCloseable {
    private final Map<String, Meter> meters = new LinkedHashMap<>();
    private final ScheduledExecutorService timer = Executors.newSingleThreadScheduledExecutor();
    private final ScheduledFuture<?> production;

    MeterPark(int count, int depth, Duration period, Clock clock, RandomGenerator random) {
        for (int i = 1; i <= count; i++) {
            meters.put("meter-" + i, new Meter("meter-" + i, depth, random));
        }
        production = timer.scheduleAtFixedRate(
                () -> meters.values().forEach(meter -> meter.measure(clock.instant())),
                0,
                period.toMillis(),
                TimeUnit.MILLISECONDS);
    }

    Optional<Meter> meter(String name) {
        return Optional.ofNullable(meters.get(name));
    }

    /** Ends production for good; when this returns, no meter takes another reading. */
    void stop() throws InterruptedException {
        production.cancel(false);
        timer.shutdown();
        if (!timer.awaitTermination(10, TimeUnit.SECONDS)) {
            throw new IllegalStateException("A measurement did not end within ten seconds.");
        }
    }

    /** The number of the newest reading of each meter. */
    Map<String, Long> last() {
        Map<String, Long> last = new LinkedHashMap<>();
        meters.values().forEach(meter -> last.put(meter.name(), meter.last()));
        return last;
    }

    @Override
    public void close() {
        timer.shutdownNow();
    }
}
