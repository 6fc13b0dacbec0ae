package dev.lockstep.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.entry;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FlatJsonTest {
    @Test
    void readsWhatAgentsWrite() throws IOException {
        assertThat(FlatJson.parse(
                        " {\"version\" : \"1.1.0\",\n\"n\":-12,\"yes\":true,\"t\":\"\\u00e9 \\\"x\\\\ \\n\"} "))
                .containsExactly(
                        entry("version", "1.1.0"), entry("n", -12L), entry("yes", true), entry("t", "é \"x\\ \n"));
        assertThat(FlatJson.parse("{}")).isEmpty();
    }

    @Test
    void readsWhatItWrites() throws IOException {
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("reason", "it said \"no\"\n\tC:\\x \u0001 é");
        values.put("seconds", 120L);
        values.put("trial", false);
        assertThat(FlatJson.parse(FlatJson.write(values))).isEqualTo(values);
    }

    @Test
    void hasANumberWithoutOneItHasTheFirstAndAHigherOneIsRefused() throws IOException {
        assertThat(FlatJson.write(Map.of("a", "b"))).isEqualTo("{\n  \"format\": 1,\n  \"a\": \"b\"\n}\n");
        assertThat(FlatJson.parse("{\"format\":1,\"a\":\"b\"}")).containsExactly(entry("a", "b"));
        assertThat(FlatJson.parse("{\"a\":\"b\"}")).containsExactly(entry("a", "b"));
        assertThatThrownBy(() -> FlatJson.parse("{\"format\":2,\"a\":\"b\"}"))
                .isInstanceOf(IOException.class)
                .hasMessage("it has format 2, and this launcher knows 1");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{\"a\"}",
                "{\"a\":}",
                "{\"a\":1,}",
                "{\"a\":1}x",
                "{\"a\":null}",
                "{\"a\":1.5}",
                "{\"a\":{}}",
                "{\"a\":[1]}",
                "{'a':1}",
                "{\"a\":01}",
                "{\"a\":\"\\x\"}",
                "{\"a\":\"\\u12g4\"}",
                "{\"a\":\"x",
                "{\"a\":\"\n\"}",
                "{\"a\":99999999999999999999}",
                "{\"a\":\"\\u12"
            })
    void refusesAllElse(String text) {
        assertThatThrownBy(() -> FlatJson.parse(text))
                .isInstanceOf(IOException.class)
                .hasMessageStartingWith("no usable JSON at character ");
    }

    @Test
    void saysWhatIsWrongAndWhere() {
        assertThatThrownBy(() -> FlatJson.parse("{\"a\":1,\"a\":2}"))
                .hasMessage("no usable JSON at character 12: \"a\" stands there twice");
    }

    @Test
    void readsNoMoreThanTheLauncherHasRoomFor() {
        assertThatThrownBy(() -> FlatJson.parse("{\"a\":\"" + "x".repeat(70_000) + "\"}"))
                .hasMessage("longer than 65536 characters");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"version\":\"1.1.0\",\"previous\":\"1.1.0\",\"confirmWithin\":9} | 1.1.0 is what runs already",
                "{\"version\":\"../x\",\"previous\":\"1.1.0\",\"confirmWithin\":9} | a trial names two versions, not \"../x\" and \"1.1.0\"",
                "{\"version\":\"1.1.0\",\"previous\":\"1.0.0\",\"confirmWithin\":0} | confirmWithin is 1 to 3600 seconds, not 0",
                "{\"version\":\"1.1.0\",\"previous\":\"1.0.0\",\"confirmWithin\":\"9\"} | it needs \"version\" and \"previous\" (strings) and \"confirmWithin\" (seconds)",
            })
    void aRequestForATrialIsReadStrictly(String json, String why) {
        assertThatThrownBy(() -> Trial.parse(json))
                .isInstanceOf(IOException.class)
                .hasMessage(why);
    }
}
