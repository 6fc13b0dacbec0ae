package dev.lockstep.core.json;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.util.DefaultIndenter;
import com.fasterxml.jackson.core.util.DefaultPrettyPrinter;
import com.fasterxml.jackson.core.util.Separators;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectWriter;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.nio.charset.StandardCharsets;

/**
 * Writes JSON for people and other programs to read: indented by one space, with line feeds on every system, so that the
 * same value gives the same bytes everywhere.
 *
 * <p>All methods are thread-safe.
 */
public final class PrettyJson {
    private static final ObjectWriter WRITER = writer();

    private PrettyJson() {}

    /** The value as UTF-8 text that ends with a line feed. */
    public static byte[] encode(JsonNode value) {
        try {
            return (WRITER.writeValueAsString(value) + "\n").getBytes(StandardCharsets.UTF_8);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("a tree can always be written", e);
        }
    }

    private static ObjectWriter writer() {
        DefaultIndenter lines = new DefaultIndenter(" ", "\n");
        DefaultPrettyPrinter printer = new DefaultPrettyPrinter(
                        Separators.createDefaultInstance().withObjectFieldValueSpacing(Separators.Spacing.AFTER))
                .withObjectIndenter(lines)
                .withArrayIndenter(lines);
        ObjectMapper mapper = JsonMapper.builder().build();
        return mapper.writer(printer);
    }
}
