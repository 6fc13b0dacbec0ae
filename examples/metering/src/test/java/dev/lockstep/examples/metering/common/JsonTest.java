package dev.lockstep.examples.metering.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class JsonTest {
    @Test
    void readsWhatItWrote() throws BadInput {
        Map<String, Object> document = Map.of(
                "text",
                "\"quoted\" \\ \n\t\u0001 кВт·ч",
                "number",
                new BigDecimal("12.500"),
                "yes",
                true,
                "list",
                List.of(Map.of("a", "b"), Map.of()));
        assertThat(Json.parse(Json.write(document)).members()).isEqualTo(document);
    }

    @Test
    void takesNullForAbsent() throws BadInput {
        Fields fields = Json.parse(" {\"a\" : null, \"b\":[ ] } ");
        assertThat(fields.optionalText("a")).isEmpty();
        assertThat(fields.objects("b")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "[]",
                "{",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{\"a\":1}x",
                "{\"a\":1,\"a\":2}",
                "{\"a\":tru}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12\"}",
                "{\"a\":\"\n\"}",
                "{\"a\":1-2}",
                "{\"a\":99999999999999999999999999999999999999999999999}",
                "{\"a\":[1,]}",
                "{'a':1}"
            })
    void refusesWhatIsNotJson(String text) {
        assertThatThrownBy(() -> Json.parse(text))
                .isInstanceOfSatisfying(
                        BadInput.class, e -> assertThat(e.code()).isEqualTo("json.malformed"))
                .hasMessageStartingWith("This is not valid JSON: at character ");
    }

    @Test
    void refusesADocumentThatIsNestedToExhaustUs() {
        assertThatThrownBy(() -> Json.parse("{\"a\":" + "[".repeat(100_000)))
                .isInstanceOf(BadInput.class)
                .hasMessageContaining("nested more than 16 deep");
    }

    @Test
    void refusesANumberThatWouldBeWrittenOutForEver() throws BadInput {
        Fields fields = Json.parse("{\"a\":1e999999999,\"b\":1.5,\"c\":7e2}");
        assertThatThrownBy(() -> fields.integer("a")).hasMessage("\"a\" must be a whole number.");
        assertThatThrownBy(() -> fields.integer("b")).hasMessage("\"b\" must be a whole number.");
        assertThat(fields.integer("c")).isEqualTo(700);
    }

    @Test
    void namesTheFieldThatIsMissingOrOfAnotherKind() throws BadInput {
        Fields fields = Json.parse("{\"a\":1,\"b\":[1]}");
        assertThatThrownBy(() -> fields.text("z")).hasMessage("\"z\" is missing: it must be a string.");
        assertThatThrownBy(() -> fields.text("a")).hasMessage("\"a\" must be a string.");
        assertThatThrownBy(() -> fields.objects("b")).hasMessage("\"b\" must hold objects.");
    }

    @Test
    void endsOnAnyInputWithAValueOrBadInput() {
        Random random = new Random(7);
        String alphabet = "{}[]\",:\\u0eE+-.tfn19a ";
        for (int round = 0; round < 20_000; round++) {
            StringBuilder text = new StringBuilder("{\"a\":");
            for (int i = random.nextInt(20); i > 0; i--) {
                text.append(alphabet.charAt(random.nextInt(alphabet.length())));
            }
            try {
                assertThat(Json.parse(text.toString()).members()).isNotNull();
            } catch (BadInput e) {
                assertThat(e.code()).isEqualTo("json.malformed");
            }
        }
    }
}
