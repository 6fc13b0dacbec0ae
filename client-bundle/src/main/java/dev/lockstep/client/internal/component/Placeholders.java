package dev.lockstep.client.internal.component;

import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The values for {@code ${name}} in a component's description.
 *
 * @param values by name
 */
record Placeholders(Map<String, String> values) {
    private static final Pattern PLACE = Pattern.compile("\\$\\{([A-Za-z0-9_.-]+)}");

    public Placeholders {
        values = Map.copyOf(values);
    }

    /**
     * The text with its values.
     *
     * @throws IllegalArgumentException that names the first value that is not set
     */
    public String fill(String text) {
        return PLACE.matcher(text).replaceAll(place -> {
            String value = values.get(place.group(1));
            if (value == null) {
                throw new IllegalArgumentException("the setting variable." + place.group(1) + " is missing");
            }
            return Matcher.quoteReplacement(value);
        });
    }
}
