package dev.lockstep.core.tuf.model;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.ResolverStyle;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.function.BiFunction;
import java.util.function.Function;

/**
 * The members of one JSON object, each read as what it has to be; any other kind is a {@link MetadataFormatException} that
 * names the member with its path.
 */
record JsonMembers(ObjectNode object, String path) {
    private static final DateTimeFormatter DATE = DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss'Z'", Locale.ROOT)
            .withResolverStyle(ResolverStyle.STRICT);
    private static final int DATE_LENGTH = "2026-01-01T00:00:00Z".length();

    static JsonMembers of(JsonNode node, String path) {
        if (node instanceof ObjectNode object) {
            return new JsonMembers(object, path);
        }
        throw new MetadataFormatException(path + " is not an object");
    }

    static String format(Instant date) {
        return DATE.format(date.atOffset(ZoneOffset.UTC));
    }

    boolean has(String name) {
        return object.has(name);
    }

    MetadataFormatException wrong(String name, String what) {
        return new MetadataFormatException(place(name) + " " + what);
    }

    private String place(String name) {
        return path.isEmpty() ? name : path + "." + name;
    }

    JsonNode node(String name) {
        JsonNode value = object.get(name);
        if (value == null) {
            throw wrong(name, "is missing");
        }
        return value;
    }

    JsonMembers members(String name) {
        return of(node(name), place(name));
    }

    Optional<JsonMembers> optionalMembers(String name) {
        return has(name) ? Optional.of(members(name)) : Optional.empty();
    }

    String text(String name) {
        JsonNode value = node(name);
        if (!value.isTextual()) {
            throw wrong(name, "is not a string");
        }
        return value.textValue();
    }

    String optionalText(String name) {
        JsonNode value = object.get(name);
        return value != null && value.isTextual() ? value.textValue() : "";
    }

    boolean flag(String name) {
        JsonNode value = node(name);
        if (!value.isBoolean()) {
            throw wrong(name, "is neither true nor false");
        }
        return value.booleanValue();
    }

    boolean flagOr(String name, boolean absent) {
        return has(name) ? flag(name) : absent;
    }

    /** An integer from {@code lowest} to {@code highest}. */
    long integer(String name, long lowest, long highest) {
        JsonNode value = node(name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw wrong(name, "is not an integer in range");
        }
        long number = value.longValue();
        if (number < lowest || number > highest) {
            throw wrong(name, "is " + number + ", not " + lowest + " or higher");
        }
        return number;
    }

    /** A version: 1 or higher, and low enough that a next one exists. */
    long version(String name) {
        return integer(name, 1, Long.MAX_VALUE - 1);
    }

    OptionalLong optionalLength(String name) {
        return has(name) ? OptionalLong.of(integer(name, 0, Long.MAX_VALUE)) : OptionalLong.empty();
    }

    /** A date of exactly the form {@code YYYY-MM-DDTHH:MM:SSZ}. */
    Instant date(String name) {
        String text = text(name);
        try {
            // The length is checked, because the pattern would take years of more than four digits.
            if (text.length() == DATE_LENGTH) {
                return LocalDateTime.parse(text, DATE).toInstant(ZoneOffset.UTC);
            }
        } catch (DateTimeException e) {
            throw wrong(name, "is not a date: " + e.getMessage());
        }
        throw wrong(name, "is not a date like 2026-01-31T12:00:00Z");
    }

    List<String> texts(String name) {
        List<String> texts = new ArrayList<>();
        for (JsonNode element : array(name)) {
            if (!element.isTextual()) {
                throw wrong(name, "has an element that is not a string");
            }
            texts.add(element.textValue());
        }
        return texts;
    }

    <V> List<V> list(String name, Function<JsonMembers, V> reader) {
        List<V> values = new ArrayList<>();
        int index = 0;
        for (JsonNode element : array(name)) {
            values.add(reader.apply(of(element, place(name) + "[" + index++ + "]")));
        }
        return values;
    }

    /** The members of an object that is a map, in the order of the file. */
    <V> Map<String, V> map(String name, BiFunction<String, JsonMembers, V> reader) {
        JsonMembers members = members(name);
        Map<String, V> values = new LinkedHashMap<>();
        members.object().fieldNames().forEachRemaining(key -> values.put(key, reader.apply(key, members.members(key))));
        return values;
    }

    private JsonNode array(String name) {
        JsonNode value = node(name);
        if (!value.isArray()) {
            throw wrong(name, "is not an array");
        }
        return value;
    }
}
