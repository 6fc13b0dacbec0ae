package dev.lockstep.examples.metering.workstation;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Objects;
import java.util.Properties;
import org.junit.jupiter.api.Test;

final class TextsTest {
    @Test
    void everyTextIsThereInBothLanguagesWithTheSameGaps() throws IOException {
        Properties english = load("texts.properties");
        Properties russian = load("texts_ru.properties");
        assertThat(russian.keySet()).isEqualTo(english.keySet());
        for (String key : english.stringPropertyNames()) {
            for (String gap : new String[] {"{0}", "{1}", "{2}"}) {
                assertThat(russian.getProperty(key).contains(gap))
                        .as(key + " " + gap)
                        .isEqualTo(english.getProperty(key).contains(gap));
            }
        }
    }

    @Test
    void speaksEnglishWhereALanguageIsMissing() {
        assertThat(new Texts(Locale.GERMAN).of("login.button")).isEqualTo("Sign in");
        assertThat(new Texts(Locale.forLanguageTag("ru-RU")).of("login.button")).isEqualTo("Войти");
        assertThat(new Texts(Locale.ENGLISH).of("problem.address")).startsWith("Enter the server's name");
        assertThat(new Texts(Locale.ENGLISH).of("agent.source", "a:1")).isEqualTo("Updates come from a:1.");
    }

    private static Properties load(String name) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Objects.requireNonNull(Texts.class.getResourceAsStream(name));
                Reader reader = new InputStreamReader(in, StandardCharsets.UTF_8)) {
            properties.load(reader);
        }
        return properties;
    }
}
