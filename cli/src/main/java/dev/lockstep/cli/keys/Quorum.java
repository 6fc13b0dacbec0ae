package dev.lockstep.cli.keys;

import picocli.CommandLine.TypeConversionException;

/**
 * How many of how many keys have to sign, written {@code 2/3}.
 *
 * @param threshold how many signatures are needed
 * @param keys how many keys there are
 */
public record Quorum(int threshold, int keys) {
    public Quorum {
        if (threshold < 1 || threshold > keys || keys > 20) {
            throw new IllegalArgumentException(
                    threshold + "/" + keys + " is not possible: at least 1, at most all of up to 20 keys have to sign");
        }
    }

    /** Reads it from the command line. */
    static Quorum parse(String text) {
        String[] numbers = text.split("/", -1);
        try {
            return new Quorum(Integer.parseInt(numbers[0]), Integer.parseInt(numbers[numbers.length - 1]));
        } catch (NumberFormatException e) {
            throw new TypeConversionException("\"" + text + "\" is not like 2/3: two signatures of three keys");
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
