package dev.lockstep.examples.metering.common;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** A command line of {@code --name value} pairs and {@code --flag}s. */
public final class Arguments {
    private final Map<String, String> values = new HashMap<>();

    /**
     * Reads a command line.
     *
     * @param valued the names that are followed by a value
     * @param flags the names that stand alone
     */
    public Arguments(String[] line, Set<String> valued, Set<String> flags) throws BadInput {
        for (int i = 0; i < line.length; i++) {
            String name = line[i].startsWith("--") ? line[i].substring(2) : "";
            if (flags.contains(name)) {
                values.put(name, "true");
            } else if (valued.contains(name) && i + 1 < line.length) {
                values.put(name, line[++i]);
            } else if (valued.contains(name)) {
                throw new BadInput("arguments.value-missing", "--" + name + " needs a value.");
            } else {
                throw new BadInput("arguments.unknown", "\"" + line[i] + "\" is not understood.");
            }
        }
    }

    public boolean has(String name) {
        return values.containsKey(name);
    }

    public Optional<String> text(String name) {
        return Optional.ofNullable(values.get(name));
    }

    public String required(String name) throws BadInput {
        return text(name).orElseThrow(() -> new BadInput("arguments.missing", "--" + name + " is needed."));
    }

    /** The whole number under this name, or the default. */
    public int number(String name, int minimum, int maximum, int otherwise) throws BadInput {
        if (!has(name)) {
            return otherwise;
        }
        try {
            int number = Integer.parseInt(values.get(name));
            if (number >= minimum && number <= maximum) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new BadInput(
                    "arguments.number", "--" + name + " needs a whole number, not " + values.get(name) + ".");
        }
        throw new BadInput("arguments.number", "--" + name + " lies between " + minimum + " and " + maximum + ".");
    }
}
