package dev.lockstep.core.json;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.BeanProperty;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.JavaType;
import com.fasterxml.jackson.databind.JsonDeserializer;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.JsonSerializer;
import com.fasterxml.jackson.databind.SerializerProvider;
import com.fasterxml.jackson.databind.deser.ContextualDeserializer;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;

/** What Jackson does without a module of its own for it: members that need not be there, and times. */
final class OptionalJson {
    private OptionalJson() {}

    /** Writes what is there; nothing else is written at all. */
    @SuppressWarnings("rawtypes")
    static final class Writer extends JsonSerializer<Optional> {
        @Override
        public void serialize(Optional value, JsonGenerator out, SerializerProvider provider) throws IOException {
            provider.defaultSerializeValue(value.orElseThrow(), out);
        }

        @Override
        public boolean isEmpty(SerializerProvider provider, Optional value) {
            return value.isEmpty();
        }
    }

    /** Reads what is there; a member that says {@code null} is not one that is not there. */
    static final class Reader extends JsonDeserializer<Optional<?>> implements ContextualDeserializer {
        private final Optional<JsonDeserializer<?>> content;

        Reader() {
            this(Optional.empty());
        }

        private Reader(Optional<JsonDeserializer<?>> content) {
            this.content = content;
        }

        @Override
        public JsonDeserializer<?> createContextual(DeserializationContext context, BeanProperty property)
                throws JsonMappingException {
            JavaType type = context.getContextualType().containedType(0);
            return new Reader(Optional.of(context.findContextualValueDeserializer(type, property)));
        }

        @Override
        public Optional<?> deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            return Optional.of(content.orElseThrow().deserialize(parser, context));
        }

        @Override
        public Optional<?> getAbsentValue(DeserializationContext context) {
            return Optional.empty();
        }

        @Override
        public Optional<?> getNullValue(DeserializationContext context) throws JsonMappingException {
            return context.reportInputMismatch(Optional.class, "null stands for nothing");
        }
    }

    /** Reads a time in UTC as text. */
    static final class InstantReader extends JsonDeserializer<Instant> {
        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            if (!parser.hasToken(JsonToken.VALUE_STRING)) {
                return (Instant) context.handleUnexpectedToken(Instant.class, parser);
            }
            try {
                return Instant.parse(parser.getText());
            } catch (DateTimeException e) {
                return (Instant) context.handleWeirdStringValue(Instant.class, parser.getText(), "no time in UTC");
            }
        }
    }
}
