package dev.lockstep.client.internal.component;

import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.problem.UnusableValueException;
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
     * @throws UnusableValueException that names the first value that is not set
     */
    public String fill(String text) {
        return PLACE.matcher(text).replaceAll(place -> {
            String value = values.get(place.group(1));
            if (value == null) {
                throw new UnusableValueException(
                        Sentence.of("component.no-variable", Map.of("variable", place.group(1))));
            }
            return Matcher.quoteReplacement(value);
        });
    }
}
