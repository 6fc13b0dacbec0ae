package dev.lockstep.core.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/**
 * Writes the canonical form that TUF signs: OLPC's, which is not RFC 8785.
 *
 * <p>No white space; members sorted by code point, which is the order of their UTF-8 bytes and not always that of Java's
 * {@link String#compareTo}; in strings only {@code "} and {@code \} are escaped, so a line feed (as in a PEM key) stands
 * there as itself. The result is therefore not always JSON: it is made to be signed and hashed, not to be read.
 *
 * <p>All methods are thread-safe.
 */
public final class CanonicalJson {
    private CanonicalJson() {}

    /**
     * The canonical form of a value, in UTF-8.
     *
     * @throws JsonFormatException if the value has a floating point number in it, or anything that JSON has not
     */
    public static byte[] encode(JsonNode value) {
        StringBuilder text = new StringBuilder();
        write(value, text);
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    private static void write(JsonNode value, StringBuilder text) {
        switch (value.getNodeType()) {
            case OBJECT -> writeObject(value, text);
            case ARRAY -> writeArray(value, text);
            case STRING -> writeString(value.textValue(), text);
            case NUMBER -> writeNumber(value, text);
            case BOOLEAN -> text.append(value.booleanValue());
            case NULL -> text.append("null");
            default -> throw new JsonFormatException("JSON has no " + value.getNodeType());
        }
    }

    private static void writeObject(JsonNode object, StringBuilder text) {
        List<String> names = new ArrayList<>(object.size());
        object.fieldNames().forEachRemaining(names::add);
        names.sort(byCodePoint());
        text.append('{');
        for (int i = 0; i < names.size(); i++) {
            if (i > 0) {
                text.append(',');
            }
            writeString(names.get(i), text);
            text.append(':');
            write(object.get(names.get(i)), text);
        }
        text.append('}');
    }

    private static void writeArray(JsonNode array, StringBuilder text) {
        text.append('[');
        for (int i = 0; i < array.size(); i++) {
            if (i > 0) {
                text.append(',');
            }
            write(array.get(i), text);
        }
        text.append(']');
    }

    private static void writeNumber(JsonNode number, StringBuilder text) {
        if (!number.isIntegralNumber()) {
            throw new JsonFormatException("a floating point number cannot be signed: " + number);
        }
        text.append(number.bigIntegerValue());
    }

    private static void writeString(String string, StringBuilder text) {
        text.append('"');
        for (int i = 0; i < string.length(); i++) {
            char c = string.charAt(i);
            if (c == '"' || c == '\\') {
                text.append('\\');
            }
            text.append(c);
        }
        text.append('"');
    }

    /** Orders strings by their code points, as their UTF-8 bytes are ordered. */
    static Comparator<String> byCodePoint() {
        return (one, other) -> {
            int[] ones = one.codePoints().toArray();
            int[] others = other.codePoints().toArray();
            return Arrays.compare(ones, others);
        };
    }
}
