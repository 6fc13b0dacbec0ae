package dev.lockstep.core.json;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class CanonicalJsonTest {
    private static String canonical(String text) {
        return new String(
                CanonicalJson.encode(StrictJson.parse(text.getBytes(StandardCharsets.UTF_8))), StandardCharsets.UTF_8);
    }

    @Test
    void membersAreSortedAndWhiteSpaceIsGone() {
        assertThat(canonical("{ \"b\" : [ 1 , true, null ], \"a\": {\"z\": -1, \"A\": \"x\"} }"))
                .isEqualTo("{\"a\":{\"A\":\"x\",\"z\":-1},\"b\":[1,true,null]}");
    }

    @Test
    void onlyQuotesAndBackslashesAreEscaped() {
        assertThat(canonical("\"a\\\"b\\\\c\\n\\t\\u0001\\u007f\\/é\"")).isEqualTo("\"a\\\"b\\\\c\n\t\u0001\u007f/é\"");
    }

    @Test
    void theLineFeedsOfAPemKeyStandThereAsThemselves() {
        assertThat(canonical("{\"public\":\"-----BEGIN PUBLIC KEY-----\\nMFkw\\n\"}"))
                .isEqualTo("{\"public\":\"-----BEGIN PUBLIC KEY-----\nMFkw\n\"}");
    }

    @Test
    void membersAreSortedByCodePointAndNotByUtf16() {
        // U+FFFD is above the surrogates of U+1F600 in UTF-16, and below it by code point.
        assertThat(canonical("{\"\\ud83d\\ude00\":1,\"\\ufffd\":2}")).isEqualTo("{\"\ufffd\":2,\"\ud83d\ude00\":1}");
    }

    @Test
    void largeIntegersStayExact() {
        assertThat(canonical("[9007199254740993,123456789012345678901234567890,-0]"))
                .isEqualTo("[9007199254740993,123456789012345678901234567890,0]");
    }

    @Test
    void floatingPointNumbersCannotBeSigned() {
        JsonNode number = JsonNodeFactory.instance.numberNode(1.5);

        assertThatThrownBy(() -> CanonicalJson.encode(number))
                .isInstanceOf(JsonFormatException.class)
                .hasMessage("a floating point number cannot be signed: 1.5");
    }

    @Test
    void theOrderIsAlwaysThatOfTheUtf8Bytes() {
        Random random = new Random(42);
        for (int i = 0; i < 2000; i++) {
            String one = randomText(random);
            String other = randomText(random);
            int bytes = Arrays.compareUnsigned(
                    one.getBytes(StandardCharsets.UTF_8), other.getBytes(StandardCharsets.UTF_8));

            assertThat(Integer.signum(CanonicalJson.byCodePoint().compare(one, other)))
                    .isEqualTo(Integer.signum(bytes));
        }
    }

    @Test
    void theFormDoesNotDependOnHowTheTextWasWritten() {
        Random random = new Random(7);
        for (int i = 0; i < 200; i++) {
            JsonNode value = randomValue(random, 4);
            byte[] pretty = PrettyJson.encode(value);
            byte[] compact = value.toString().getBytes(StandardCharsets.UTF_8);

            assertThat(CanonicalJson.encode(StrictJson.parse(pretty)))
                    .isEqualTo(CanonicalJson.encode(StrictJson.parse(compact)))
                    .isEqualTo(CanonicalJson.encode(value));
        }
    }

    private static String randomText(Random random) {
        List<Integer> alphabet = List.of(0x41, 0x61, 0x7f, 0xe9, 0x7ff, 0x800, 0xfffd, 0x10000, 0x1f600, 0x10ffff);
        StringBuilder text = new StringBuilder();
        for (int length = random.nextInt(4); length > 0; length--) {
            text.appendCodePoint(alphabet.get(random.nextInt(alphabet.size())));
        }
        return text.toString();
    }

    private static JsonNode randomValue(Random random, int depth) {
        JsonNodeFactory nodes = JsonNodeFactory.instance;
        return switch (random.nextInt(depth > 0 ? 5 : 3)) {
            case 0 -> nodes.textNode(randomText(random) + "\"\\\n");
            case 1 -> nodes.numberNode(random.nextLong());
            case 2 -> random.nextBoolean() ? nodes.booleanNode(true) : nodes.nullNode();
            case 3 -> randomArray(random, depth);
            default -> randomObject(random, depth);
        };
    }

    private static ArrayNode randomArray(Random random, int depth) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (int length = random.nextInt(4); length > 0; length--) {
            array.add(randomValue(random, depth - 1));
        }
        return array;
    }

    private static ObjectNode randomObject(Random random, int depth) {
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        for (int length = random.nextInt(4); length > 0; length--) {
            object.set(randomText(random), randomValue(random, depth - 1));
        }
        return object;
    }
}
