package dev.lockstep.core.json;

/**
 * The text is not JSON, or is JSON of a kind that nothing may be signed in: duplicate members, floating point numbers,
 * text after the value, too deep nesting.
 */
public final class JsonFormatException extends IllegalArgumentException {
    private static final long serialVersionUID = 1L;

    public JsonFormatException(String message) {
        super(message);
    }

    public JsonFormatException(String message, Throwable cause) {
        super(message, cause);
    }
}
