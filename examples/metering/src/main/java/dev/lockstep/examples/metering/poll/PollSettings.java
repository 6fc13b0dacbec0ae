package dev.lockstep.examples.metering.poll;

import dev.lockstep.examples.metering.common.BadInput;
import dev.lockstep.examples.metering.common.Endpoint;
import dev.lockstep.examples.metering.common.Settings;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What the poll service does: section {@code Metering} of its configuration file.
 *
 * @param server the metering server's application port
 * @param meters the meters to poll
 * @param period the pause between two sessions with a meter
 * @param bufferLimit how many readings may wait on disk; above it they stay in the meters' own archives
 */
record PollSettings(Endpoint server, List<MeterAddress> meters, Duration period, int bufferLimit) {
    static final String SECTION = "Metering";
    private static final int MAX_METERS = 1000;

    PollSettings {
        meters = List.copyOf(meters);
    }

    static PollSettings of(Settings settings) throws BadInput {
        try {
            Endpoint server = new Endpoint(
                    Endpoint.checkHost(settings.required(SECTION, "Host")),
                    settings.number(SECTION, "Port", 1, 65535, 10080));
            return new PollSettings(
                    server,
                    meters(settings),
                    Duration.ofMillis(settings.number(SECTION, "PeriodMillis", 10, 3_600_000, 1000)),
                    settings.number(SECTION, "BufferLimit", 1000, 1_000_000, 50_000));
        } catch (BadInput e) {
            if (e.code().startsWith("settings.")) {
                throw e;
            }
            throw settings.bad("invalid", SECTION, "Host or Meters", "cannot be used: " + e.getMessage());
        }
    }

    private static List<MeterAddress> meters(Settings settings) throws BadInput {
        List<MeterAddress> meters = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (String text : settings.required(SECTION, "Meters").split("[,\\s]+", -1)) {
            if (!text.isEmpty()) {
                MeterAddress meter = MeterAddress.parse(text);
                if (!names.add(meter.meter()) || names.size() > MAX_METERS) {
                    throw new BadInput("poll.meter", meter.meter() + " stands there twice, or there are too many.");
                }
                meters.add(meter);
            }
        }
        return meters;
    }
}
