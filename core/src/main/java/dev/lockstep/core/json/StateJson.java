package dev.lockstep.core.json;

import com.fasterxml.jackson.annotation.JsonAutoDetect.Visibility;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonSetter;
import com.fasterxml.jackson.annotation.Nulls;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MapperFeature;
import com.fasterxml.jackson.databind.cfg.CoercionAction;
import com.fasterxml.jackson.databind.cfg.CoercionInputShape;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import com.fasterxml.jackson.databind.ser.std.ToStringSerializer;
import java.time.Instant;
import java.util.Optional;

/**
 * What a node keeps for itself, as JSON: records, whose components are the members. Members of a wrong type, missing ones,
 * {@code null} and all that {@link StrictJson} refuses are refused; only an {@link Optional} need not be there. Members that this
 * version does not know are ignored, for a later one may have run here.
 *
 * <p>All methods are thread-safe.
 */
public final class StateJson {
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

    /** Writes a value in one line. */
    public static byte[] write(Object value) {
        try {
            return MAPPER.writeValueAsBytes(value);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a record can always be written", e);
        }
    }

    /** Writes a value for people to read, too. */
    static byte[] writeIndented(Object value) {
        return PrettyJson.encode(MAPPER.valueToTree(value));
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
