package dev.lockstep.core.component;

import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.problem.UnusableValueException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Versions of features, which people write as Maven does or as OSGi does; and ranges of them. */
final class FeatureVersions {
    private FeatureVersions() {}

    static int compare(String one, String other) {
        List<Integer> first = numbers(one);
        List<Integer> second = numbers(other);
        for (int i = 0; i < 3; i++) {
            int order = first.get(i).compareTo(second.get(i));
            if (order != 0) {
                return order;
            }
        }
        return qualifier(one).compareTo(qualifier(other));
    }

    /** Whether a version is in a range such as {@code [1,2)}, or the same as a single version, as Karaf takes it for a feature. */
    static boolean isIn(String version, String range) {
        if (range.isEmpty() || range.equals("0.0.0")) {
            return true;
        }
        if (!range.startsWith("[") && !range.startsWith("(")) {
            return compare(version, range) == 0;
        }
        String[] ends = range.substring(1, range.length() - 1).split(",", -1);
        char last = range.charAt(range.length() - 1);
        if (ends.length != 2 || (last != ']' && last != ')')) {
            throw malformed(range);
        }
        int low = compare(version, ends[0].strip());
        int high = ends[1].isBlank() ? -1 : compare(version, ends[1].strip());
        return (range.charAt(0) == '[' ? low >= 0 : low > 0) && (last == ']' ? high <= 0 : high < 0);
    }

    private static List<Integer> numbers(String version) {
        String[] parts = version.split("[^0-9]", 4);
        List<Integer> numbers = new ArrayList<>(List.of(0, 0, 0));
        try {
            for (int i = 0; i < Math.min(3, parts.length) && !(i > 0 && parts[i].isEmpty()); i++) {
                numbers.set(i, Integer.valueOf(parts[i]));
            }
            return numbers;
        } catch (NumberFormatException e) {
            throw malformed(version);
        }
    }

    private static String qualifier(String version) {
        return version.replaceFirst("^[0-9]+([.][0-9]+){0,2}", "");
    }

    private static UnusableValueException malformed(String version) {
        return new UnusableValueException(Sentence.of("features.version", Map.of("version", version)));
    }
}
