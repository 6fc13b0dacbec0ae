package dev.lockstep.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * The middle of several measurements, and how far they lie apart.
 *
 * @param median the middle
 * @param least the lowest
 * @param most the highest
 */
public record Spread(double median, double least, double most) {
    /** Of one measurement or more. */
    public static Spread of(List<Double> values) {
        List<Double> sorted = values.stream().sorted().toList();
        int middle = sorted.size() / 2;
        double median = sorted.size() % 2 == 1 ? sorted.get(middle) : (sorted.get(middle - 1) + sorted.get(middle)) / 2;
        return new Spread(median, sorted.get(0), sorted.get(sorted.size() - 1));
    }

    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%.2f (%.2f-%.2f)", median, least, most);
    }

    /** As a JSON object. */
    public String json() {
        return String.format(Locale.ROOT, "{\"median\":%.4f,\"least\":%.4f,\"most\":%.4f}", median, least, most);
    }
}
