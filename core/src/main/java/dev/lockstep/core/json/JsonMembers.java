package dev.lockstep.core.json;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * The members of one JSON object, each read as what it has to be. Whatever else it is, is refused with a
 * {@link JsonFormatException} that says where in the document it stands. Nothing is converted, {@code null} is a value of a wrong
 * type, and members that nobody asks for are ignored.
 *
 * @param object the object; not to be changed
 * @param path where it stands; empty for the document itself
 */
public record JsonMembers(ObjectNode object, String path) {
    /** Reads a document that is one object. */
    public static JsonMembers parse(byte[] utf8) {
        return of(StrictJson.parse(utf8), "");
    }

    /** The members of a value, if it is an object. */
    public static JsonMembers of(JsonNode value, String path) {
        if (value instanceof ObjectNode object) {
            return new JsonMembers(object, path);
        }
        throw new JsonFormatException((path.isEmpty() ? "it" : path) + " is not a JSON object");
    }

    /** The same as part of a larger document. */
    public JsonMembers at(String newPath) {
        return new JsonMembers(object, newPath);
    }

    /** Reads all of it. An error gets the place of the value, unless it already has one. */
    public <T> T read(Function<JsonMembers, T> reader) {
        return placed(path, () -> reader.apply(this));
    }

    /** Whether there is such a member. */
    public boolean has(String name) {
        return object.has(name);
    }

    /** The exception for a member that is not what it has to be. */
    public JsonFormatException wrong(String name, String what) {
        return new JsonFormatException((path.isEmpty() ? "\"" + name + "\"" : place(name)) + " " + what);
    }

    /** A member of any type. */
    public JsonNode node(String name) {
        JsonNode value = object.get(name);
        if (value == null) {
            throw wrong(name, "is missing");
        }
        return value;
    }

    public JsonMembers members(String name) {
        return of(required(name, JsonNode::isObject, "not a JSON object"), place(name));
    }

    public String text(String name) {
        return required(name, JsonNode::isTextual, "not text").textValue();
    }

    /** A text of so many characters at most. */
    public String text(String name, int longest) {
        String text = text(name);
        if (text.length() > longest) {
            throw wrong(name, "is longer than " + longest + " characters");
        }
        return text;
    }

    /** What a text stands for, such as a version. */
    public <T> T parsed(String name, Function<String, T> parser) {
        String text = text(name);
        return placed(path.isEmpty() ? "\"" + name + "\"" : place(name), () -> parser.apply(text));
    }

    /** A time in UTC, as Java writes it. */
    public Instant instant(String name) {
        try {
            return Instant.parse(text(name));
        } catch (DateTimeException e) {
            throw wrong(name, "is not a time like 2026-11-22T10:00:00Z");
        }
    }

    public boolean flag(String name) {
        return required(name, JsonNode::isBoolean, "neither true nor false").booleanValue();
    }

    /** A whole number that Java's {@code long} holds. */
    public long number(String name) {
        return number(name, Long.MIN_VALUE, Long.MAX_VALUE);
    }

    /** A whole number within bounds. */
    public long number(String name, long least, long most) {
        JsonNode value = node(name);
        if (!value.isIntegralNumber()
                || !value.canConvertToLong()
                || value.longValue() < least
                || value.longValue() > most) {
            // Bounds that nobody would set are not mentioned.
            throw wrong(
                    name,
                    "is not a whole number"
                            + (most < Long.MAX_VALUE - 1
                                    ? " from " + least + " to " + most
                                    : least > Long.MIN_VALUE ? " of " + least + " or more" : ""));
        }
        return value.longValue();
    }

    /** A member that need not be there. */
    public <T> Optional<T> optional(String name, BiFunction<JsonMembers, String, T> reader) {
        return has(name) ? Optional.of(reader.apply(this, name)) : Optional.empty();
    }

    public List<String> texts(String name) {
        return texts(name, Function.identity());
    }

    /** The values that the texts of a list stand for. */
    public <T> List<T> texts(String name, Function<String, T> parser) {
        return list(name, (element, where) -> {
            if (!element.isTextual()) {
                throw new JsonFormatException(where + " is not text");
            }
            return parser.apply(element.textValue());
        });
    }

    /** The values that the objects of a list stand for. */
    public <T> List<T> objects(String name, Function<JsonMembers, T> reader) {
        return list(name, (element, where) -> reader.apply(of(element, where)));
    }

    private <T> List<T> list(String name, BiFunction<JsonNode, String, T> reader) {
        List<T> values = new ArrayList<>();
        for (JsonNode element : required(name, JsonNode::isArray, "not a list")) {
            String where = place(name) + "[" + values.size() + "]";
            values.add(placed(where, () -> reader.apply(element, where)));
        }
        return values;
    }

    /** The values of an object whose members have names of their own, in their order. */
    public <T> Map<String, T> map(String name, BiFunction<JsonMembers, String, T> reader) {
        JsonMembers members = members(name);
        Map<String, T> values = new LinkedHashMap<>();
        members.object.fieldNames().forEachRemaining(key -> values.put(key, reader.apply(members, key)));
        return values;
    }

    /** Refuses a list or an object of more elements. */
    public void requireAtMost(int count, String name) {
        if (node(name).size() > count) {
            throw wrong(name, "has more than " + count + " elements");
        }
    }

    private JsonNode required(String name, Predicate<JsonNode> type, String what) {
        JsonNode value = node(name);
        if (!type.test(value)) {
            throw wrong(name, "is " + what);
        }
        return value;
    }

    private String place(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    private static <T> T placed(String where, Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException | DateTimeException e) {
            String text = String.valueOf(e.getMessage());
            throw new JsonFormatException(text.startsWith(where) ? text : where + ": " + text, e);
        }
    }
}
