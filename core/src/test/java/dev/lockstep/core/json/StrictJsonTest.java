package dev.lockstep.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class StrictJsonTest {
    private static JsonNode parse(String text) {
        return StrictJson.parse(text.getBytes(StandardCharsets.UTF_8));
    }

    @Test
    void ordinaryJsonIsRead() {
        JsonNode value = parse(" {\"a\": [1, -2, true, false, null, \"x\\u00e9\\n\"], \"b\": {}} ");

        assertThat(value.toString()).isEqualTo("{\"a\":[1,-2,true,false,null,\"xé\\n\"],\"b\":{}}");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"a\":1,\"a\":2} | the member \"a\" stands twice",
                "{\"a\":{\"b\":1,\"b\":1}} | the member \"b\" stands twice",
                "{\"a\":1,\"\\u0061\":2} | the member \"a\" stands twice",
                "1.5 | a floating point number cannot be signed",
                "1e3 | a floating point number cannot be signed",
                "{} {} | there is text after the value",
                "{}x | not JSON",
                "[1,] | not JSON",
                "{'a':1} | not JSON",
                "NaN | not JSON",
                "// c | not JSON",
                "01 | not JSON",
                "[\"\\ud800\"] | half a surrogate pair",
                "{\"\\udc00\":1} | not JSON: Unexpected low surrogate",
                "[ | not JSON",
            })
    void whatCouldBeReadInTwoWaysIsRefused(String text, String reason) {
        assertThatThrownBy(() -> parse(text))
                .isInstanceOf(JsonFormatException.class)
                .hasMessageContaining(reason);
    }

    @Test
    void emptyTextIsRefused() {
        assertThatThrownBy(() -> parse("")).hasMessage("the text is empty");
        assertThatThrownBy(() -> parse(" \n")).hasMessage("the text is empty");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-16LE", "UTF-16BE", "UTF-32BE"})
    void otherEncodingsAreRefused(String encoding) throws Exception {
        assertThatThrownBy(() -> StrictJson.parse("{\"a\":1}".getBytes(encoding)))
                .isInstanceOf(JsonFormatException.class);
    }

    @Test
    void bytesThatAreNotUtf8AreRefusedAndNotReplaced() {
        assertThatThrownBy(() -> StrictJson.parse(new byte[] {'"', (byte) 0xc3, '"'}))
                .hasMessage("the text is not UTF-8");
        assertThatThrownBy(() -> StrictJson.parse(new byte[] {'"', (byte) 0xc0, (byte) 0x80, '"'}))
                .hasMessage("the text is not UTF-8");
    }

    @Test
    void integersStayExact() {
        String digits = "123456789012345678901234567890123456789";

        assertThat(parse(digits).bigIntegerValue()).isEqualTo(new BigInteger(digits));
        assertThat(parse("9007199254740993").longValue()).isEqualTo(9007199254740993L);
        assertThatThrownBy(() -> parse("1".repeat(101))).isInstanceOf(JsonFormatException.class);
    }

    @Test
    void nestingIsBounded() {
        assertThat(parse("[".repeat(64) + "]".repeat(64)).isArray()).isTrue();
        assertThatThrownBy(() -> parse("[".repeat(65) + "]".repeat(65))).isInstanceOf(JsonFormatException.class);
        assertThatThrownBy(() -> parse("[".repeat(1_000_000))).isInstanceOf(JsonFormatException.class);
    }
}
