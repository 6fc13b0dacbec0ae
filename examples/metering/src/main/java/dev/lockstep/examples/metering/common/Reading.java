package dev.lockstep.examples.metering.common;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;

/**
 * One value of one meter.
 *
 * @param meter the meter's name: 1 to 32 letters, digits, {@code _} or {@code -}
 * @param sequence the number of this reading, counted by the meter itself from 1 without gaps; a lost or doubled
 *     reading is seen by it
 * @param time when the meter took it
 * @param kwh the meter's counter in kWh, three decimals
 * @param quality what the meter says about it
 */
public record Reading(String meter, long sequence, Instant time, BigDecimal kwh, Quality quality) {
    private static final Pattern METER = Pattern.compile("[A-Za-z0-9_-]{1,32}");
    private static final Instant EARLIEST = Instant.parse("1970-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("2200-01-01T00:00:00Z");
    private static final BigDecimal MAX_KWH = new BigDecimal("999999999999");

    public Reading {
        if (!isMeterName(meter)) {
            throw new IllegalArgumentException("A meter's name is 1 to 32 letters, digits, _ or -.");
        }
        if (sequence < 1) {
            throw new IllegalArgumentException("Sequence numbers start at 1.");
        }
        if (time.isBefore(EARLIEST) || time.isAfter(LATEST)) {
            throw new IllegalArgumentException("The time of a reading lies between 1970 and 2200.");
        }
        if (kwh.signum() < 0 || kwh.compareTo(MAX_KWH) > 0 || kwh.scale() > 12) {
            throw new IllegalArgumentException("A counter lies between 0 and " + MAX_KWH + " kWh.");
        }
        kwh = kwh.setScale(3, RoundingMode.HALF_UP);
        Objects.requireNonNull(quality, "quality");
    }

    public static boolean isMeterName(String name) {
        return METER.matcher(name).matches();
    }

    /** Reads the wire form; without a quality the reading has {@link Quality#UNKNOWN}. */
    public static Reading of(Fields fields) throws BadInput {
        try {
            return new Reading(
                    fields.text("meter"),
                    fields.integer("sequence"),
                    Instant.parse(fields.text("time")),
                    fields.decimal("kwh"),
                    fields.optionalText("quality").map(Quality::named).orElse(Quality.UNKNOWN));
        } catch (IllegalArgumentException | DateTimeException e) {
            throw new BadInput("reading.invalid", "This is not a reading: " + e.getMessage());
        }
    }

    /** The wire form without the quality, which not every version passes on. */
    public Map<String, Object> fields() {
        Map<String, Object> fields = new LinkedHashMap<>();
        fields.put("meter", meter);
        fields.put("sequence", sequence);
        fields.put("time", time);
        fields.put("kwh", kwh);
        return fields;
    }
}
