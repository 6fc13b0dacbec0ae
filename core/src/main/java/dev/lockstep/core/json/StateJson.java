package dev.lockstep.core.json;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a node keeps for itself, as JSON: records, whose components are the members. Members of a wrong type, missing ones,
 * {@code null} and all that {@link StrictJson} refuses are refused; only an {@link Optional} need not be there. Members that this
 * version does not know are ignored, for a later one may have run here.
 *
 * <p>All methods are thread-safe.
 */
public final class StateJson {
    /** The member with the number of a format; without it a file has the first. */
    static final String FORMAT = "format";

    private static final JsonMapper MAPPER = mapper();

    private StateJson() {}

    /**
     * Reads a value.
     *
     * @throws JsonFormatException if it is not one
     */
    public static <T> T read(byte[] utf8, Class<T> form) {
        try {
            return MAPPER.treeToValue(JsonMembers.parse(utf8).object(), form);
        } catch (JsonProcessingException e) {
            throw new JsonFormatException(e.getOriginalMessage(), e);
        }
    }

    /** Writes a value in one line, as the first format of its file. */
    public static byte[] write(Object value) {
        try {
            return numbered(value, 1).toString().getBytes(StandardCharsets.UTF_8);
        } catch (IllegalArgumentException e) {
            throw new IllegalStateException("a record can always be written", e);
        }
    }

    /** Writes a value for people to read, too. */
    static byte[] writeIndented(Object value, int format) {
        return PrettyJson.encode(numbered(value, format));
    }

    /**
     * A value with the number of its format. Where the members are names that people gave, as of groups, there is no place for one:
     * such a file has its first format until there is another.
     */
    private static JsonNode numbered(Object value, int format) {
        JsonNode json = MAPPER.valueToTree(value);
        if (!(json instanceof ObjectNode members) || members.has(FORMAT) || isMap(value.getClass())) {
            return json;
        }
        ObjectNode numbered = JsonNodeFactory.instance.objectNode().put(FORMAT, format);
        numbered.setAll(members);
        return numbered;
    }

    private static boolean isMap(Class<?> form) {
        return Stream.of(form.getDeclaredMethods()).anyMatch(method -> method.isAnnotationPresent(JsonValue.class));
    }

    private static JsonMapper mapper() {
        JsonMapper.Builder builder = JsonMapper.builder()
                .disable(MapperFeature.ALLOW_COERCION_OF_SCALARS)
                .enable(DeserializationFeature.FAIL_ON_NULL_CREATOR_PROPERTIES)
                .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                .enable(DeserializationFeature.FAIL_ON_NUMBERS_FOR_ENUMS)
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .defaultSetterInfo(JsonSetter.Value.forContentNulls(Nulls.FAIL))
                .visibility(PropertyAccessor.GETTER, Visibility.NONE)
                .visibility(PropertyAccessor.IS_GETTER, Visibility.NONE)
                .visibility(PropertyAccessor.FIELD, Visibility.ANY)
                .withConfigOverride(
                        Optional.class,
                        override -> override.setInclude(
                                JsonInclude.Value.construct(JsonInclude.Include.NON_EMPTY, JsonInclude.Include.ALWAYS)))
                .withCoercionConfigDefaults(none -> {
                    for (CoercionInputShape shape : CoercionInputShape.values()) {
                        none.setCoercion(shape, CoercionAction.Fail);
                    }
                });
        SimpleModule types = new SimpleModule("lockstep")
                .addSerializer(Instant.class, ToStringSerializer.instance)
                .addDeserializer(Instant.class, new OptionalJson.InstantReader())
                .addSerializer(Optional.class, new OptionalJson.Writer())
                .addDeserializer(Optional.class, new OptionalJson.Reader());
        return builder.addModule(types).build();
    }
}
