package dev.lockstep.core.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;

/**
 * Reads JSON in which every text has exactly one meaning, so that what was verified is what is used.
 *
 * <p>Refused are: bytes that are not UTF-8, unpaired surrogates, a member that stands twice in one object, floating point
 * numbers, anything after the value, more than {@value #MAXIMUM_DEPTH} levels of nesting, and every leniency that JSON
 * does not have (comments, single quotes, {@code NaN}). Integers of up to 100 digits stay exact.
 *
 * <p>The size of the input is bounded by whoever read it from outside. All methods are thread-safe.
 */
public final class StrictJson {
    /** How many objects and arrays may stand inside each other. */
    public static final int MAXIMUM_DEPTH = 64;

    private static final JsonFactory FACTORY = JsonFactory.builder()
            .streamReadConstraints(StreamReadConstraints.builder()
                    .maxNestingDepth(MAXIMUM_DEPTH)
                    .maxNumberLength(100)
                    .build())
            .build();

    private StrictJson() {}

    /**
     * Reads one JSON value.
     *
     * @throws JsonFormatException if {@code utf8} is anything but one value in the strict form described above
     */
    public static JsonNode parse(byte[] utf8) {
        // Jackson would guess UTF-16 or UTF-32 from the first bytes; a signature knows one encoding only.
        String text = decode(utf8);
        try (JsonParser parser = FACTORY.createParser(text)) {
            JsonToken first = parser.nextToken();
            if (first == null) {
                throw new JsonFormatException("the text is empty");
            }
            JsonNode value = value(parser);
            if (parser.nextToken() != null) {
                throw new JsonFormatException("there is text after the value" + at(parser));
            }
            return value;
        } catch (JsonProcessingException e) {
            throw new JsonFormatException("it is not JSON: " + e.getOriginalMessage(), e);
        } catch (IOException e) {
            throw new UncheckedIOException("reading from memory failed", e);
        }
    }

    private static String decode(byte[] utf8) {
        try {
            // A decoder made this way reports malformed input; new String(...) would replace it.
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(utf8))
                    .toString();
        } catch (CharacterCodingException e) {
            throw new JsonFormatException("the text is not UTF-8", e);
        }
    }

    private static JsonNode value(JsonParser parser) throws IOException {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (parser.currentToken()) {
            case START_OBJECT -> object(parser);
            case START_ARRAY -> array(parser);
            case VALUE_STRING -> nodes.textNode(paired(parser, parser.getText()));
            case VALUE_NUMBER_INT -> integer(parser);
            case VALUE_TRUE -> nodes.booleanNode(true);
            case VALUE_FALSE -> nodes.booleanNode(false);
            case VALUE_NULL -> nodes.nullNode();
            case VALUE_NUMBER_FLOAT ->
                throw new JsonFormatException("a floating point number cannot be signed" + at(parser));
            default -> throw new JsonFormatException("unexpected " + parser.currentToken() + at(parser));
        };
    }

    private static JsonNode integer(JsonParser parser) throws IOException {
        return switch (parser.getNumberType()) {
            case INT -> JsonNodeFactory.instance.numberNode(parser.getIntValue());
            case LONG -> JsonNodeFactory.instance.numberNode(parser.getLongValue());
            default -> JsonNodeFactory.instance.numberNode(parser.getBigIntegerValue());
        };
    }

    private static ObjectNode object(JsonParser parser) throws IOException {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        while (parser.nextToken() != JsonToken.END_OBJECT) {
            String name = paired(parser, parser.currentName());
            parser.nextToken();
            if (object.has(name)) {
                throw new JsonFormatException("the member \"" + name + "\" stands twice" + at(parser));
            }
            object.set(name, value(parser));
        }
        return object;
    }

    private static ArrayNode array(JsonParser parser) throws IOException {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        while (parser.nextToken() != JsonToken.END_ARRAY) {
            array.add(value(parser));
        }
        return array;
    }

    /** Half a surrogate pair has no UTF-8 form, so it could not be signed; an escape can still spell it. */
    private static String paired(JsonParser parser, String text) {
        if (text.codePoints().anyMatch(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE)) {
            throw new JsonFormatException("a string has half a surrogate pair" + at(parser));
        }
        return text;
    }

    private static String at(JsonParser parser) {
        var location = parser.currentTokenLocation();
        return " (line " + location.getLineNr() + ", column " + location.getColumnNr() + ")";
    }
}
