package dev.lockstep.core.json;

/**
 * The text is not JSON, is JSON of a kind that nothing may be signed in (duplicate members, floating point numbers, text after the
 * value, too deep nesting), or a member of it is not what it has to be.
 *
 * <p>Its message goes into logs and answers, and what it quotes may come from anybody: it is one line and not long.
 */
public final class JsonFormatException extends IllegalArgumentException {
    private static final int LONGEST = 300;

    public JsonFormatException(String message) {
        super(harmless(message));
    }

    public JsonFormatException(String message, Throwable cause) {
        super(harmless(message), cause);
    }

    private static String harmless(String message) {
        String line = message.replaceAll("\\p{Cntrl}", " ");
        return line.length() <= LONGEST ? line : line.substring(0, LONGEST) + "...";
    }
}
