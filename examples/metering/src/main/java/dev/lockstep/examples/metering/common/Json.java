package dev.lockstep.examples.metering.common;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.core.io.JsonEOFException;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * JSON (RFC 8259) as plain maps, lists, strings, decimals and booleans.
 *
 * <p>A member whose value is {@code null} is left out, because in this system absent and null mean the same.
 * Depth and the length of a number are bounded, so a hostile document costs no more than its own size.
 */
public final class Json {
    private static final int MAX_DEPTH = 16;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNumberLength(40).build())
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .build();

    private Json() {}

    /** Reads a document whose top is an object. */
    public static Fields parse(String text) throws BadInput {
        try (JsonParser json = FACTORY.createParser(text)) {
            return document(json);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Fields document(JsonParser json) throws IOException, BadInput {
        try {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                throw malformed(json, "an object was expected");
            }
            Map<String, Object> object = object(json, 0);
            if (json.nextToken() != null) {
                throw malformed(json, "something follows the end of the document");
            }
            return new Fields(object);
        } catch (JsonProcessingException e) {
            throw malformed(json, e instanceof JsonEOFException ? "it ends too early" : e.getOriginalMessage());
        }
    }

    /** Writes maps, iterables, numbers and booleans as such, everything else as its string form. */
    public static String write(Map<String, ?> object) {
        StringWriter text = new StringWriter();
        try (JsonGenerator json = FACTORY.createGenerator(text)) {
            write(json, object);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return text.toString();
    }

    private static Map<String, Object> object(JsonParser json, int depth) throws IOException, BadInput {
        Map<String, Object> members = new LinkedHashMap<>();
        for (String name = json.nextFieldName(); name != null; name = json.nextFieldName()) {
            if (json.nextToken() != JsonToken.VALUE_NULL) {
                members.put(name, value(json, depth + 1));
            }
        }
        return members;
    }

    private static Object value(JsonParser json, int depth) throws IOException, BadInput {
        if (depth > MAX_DEPTH) {
            throw malformed(json, "it is nested more than " + MAX_DEPTH + " deep");
        }
        return switch (json.currentToken()) {
            case START_OBJECT -> object(json, depth);
            case START_ARRAY -> {
                List<Object> elements = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    elements.add(value(json, depth + 1));
                }
                yield elements;
            }
            case VALUE_STRING -> json.getText();
            case VALUE_NUMBER_INT, VALUE_NUMBER_FLOAT -> json.getDecimalValue();
            case VALUE_TRUE, VALUE_FALSE -> json.getBooleanValue();
            default -> throw malformed(json, "a value was expected");
        };
    }

    private static BadInput malformed(JsonParser json, String what) {
        long at = json.currentLocation().getCharOffset();
        return new BadInput("json.malformed", "This is not valid JSON: at character " + at + ": " + what + ".");
    }

    private static void write(JsonGenerator json, Object value) throws IOException {
        if (value instanceof Map<?, ?> map) {
            json.writeStartObject();
            for (Map.Entry<?, ?> member : map.entrySet()) {
                json.writeFieldName(String.valueOf(member.getKey()));
                write(json, member.getValue());
            }
            json.writeEndObject();
        } else if (value instanceof Iterable<?> elements) {
            json.writeStartArray();
            for (Object element : elements) {
                write(json, element);
            }
            json.writeEndArray();
        } else if (value instanceof BigDecimal decimal) {
            json.writeNumber(decimal);
        } else if (value instanceof Number) {
            json.writeNumber(value.toString());
        } else if (value instanceof Boolean flag) {
            json.writeBoolean(flag);
        } else {
            json.writeString(String.valueOf(value));
        }
    }
}
