package dev.lockstep.core.release;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.Digest;
import java.io.IOException;
import java.time.DateTimeException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;

/** The members of one JSON object, read with their place in the document, so that a refusal says where. */
final class JsonMembers {
    private final String place;
    private final ObjectNode object;

    JsonMembers(String place, ObjectNode object) {
        this.place = place;
        this.object = object;
    }

    boolean has(String name) {
        return object.has(name);
    }

    String text(String name) {
        return textOf(member(name), at(name));
    }

    long whole(String name) {
        JsonNode node = member(name);
        if (!node.isIntegralNumber() || !node.canConvertToLong()) {
            throw wrong(at(name), "a whole number", node);
        }
        return node.longValue();
    }

    int small(String name) {
        long value = whole(name);
        if (value != (int) value) {
            throw new IllegalArgumentException(at(name) + ": " + value + " is too large");
        }
        return (int) value;
    }

    boolean truth(String name) {
        JsonNode node = member(name);
        if (!node.isBoolean()) {
            throw wrong(at(name), "true or false", node);
        }
        return node.booleanValue();
    }

    <T> T parsed(String name, Function<String, T> parser) {
        return placed(at(name), () -> parser.apply(text(name)));
    }

    <T> List<T> texts(String name, Function<String, T> parser) {
        return list(name, (node, where) -> parser.apply(textOf(node, where)));
    }

    <T> List<T> objects(String name, Function<JsonMembers, T> reader) {
        return list(name, (node, where) -> reader.apply(objectOf(node, where)));
    }

    SortedMap<String, String> textMap(String name) {
        JsonMembers members = objectOf(member(name), at(name));
        SortedMap<String, String> texts = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : members.object.properties()) {
            texts.put(entry.getKey(), textOf(entry.getValue(), members.at(entry.getKey())));
        }
        return texts;
    }

    /** The payload that the members {@code sha256} and {@code length} of this object describe. */
    Blob blob() {
        return new Blob(parsed("sha256", Digest::new), whole("length"));
    }

    static void write(Blob blob, JsonGenerator out) throws IOException {
        out.writeStringField("sha256", blob.digest().hex());
        out.writeNumberField("length", blob.length());
    }

    private <T> List<T> list(String name, ElementReader<T> reader) {
        JsonNode node = member(name);
        if (!node.isArray()) {
            throw wrong(at(name), "a list", node);
        }
        List<T> values = new ArrayList<>(node.size());
        for (int i = 0; i < node.size(); i++) {
            JsonNode element = node.get(i);
            String where = at(name) + "[" + i + "]";
            values.add(placed(where, () -> reader.read(element, where)));
        }
        return values;
    }

    /** Runs something that refuses values, and says where the value stood unless the refusal says it already. */
    static <T> T placed(String where, java.util.function.Supplier<T> reading) {
        try {
            return reading.get();
        } catch (IllegalArgumentException | DateTimeException e) {
            String text = String.valueOf(e.getMessage());
            throw new IllegalArgumentException(text.startsWith(where) ? text : where + ": " + text, e);
        }
    }

    private JsonNode member(String name) {
        JsonNode node = object.get(name);
        if (node == null) {
            throw new IllegalArgumentException(at(name) + " is missing");
        }
        return node;
    }

    private String at(String name) {
        return place + "." + name;
    }

    private static String textOf(JsonNode node, String where) {
        if (!node.isTextual()) {
            throw wrong(where, "text", node);
        }
        return node.textValue();
    }

    private static JsonMembers objectOf(JsonNode node, String where) {
        if (node instanceof ObjectNode object) {
            return new JsonMembers(where, object);
        }
        throw wrong(where, "an object", node);
    }

    private static IllegalArgumentException wrong(String where, String expected, JsonNode node) {
        return new IllegalArgumentException(where + ": expected " + expected + ", found "
                + node.getNodeType().name().toLowerCase(Locale.ROOT));
    }

    private interface ElementReader<T> {
        T read(JsonNode node, String where);
    }
}
