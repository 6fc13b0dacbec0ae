package dev.lockstep.commands.internal.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class TextsTest {
    private static final Pattern PLACE = Pattern.compile("%([0-9])\\$[0-9]*[sd]|\\{([0-9]), plural,");

    @Test
    void everyTextIsThereInBothLanguagesWithTheSameValues() throws IOException {
        Properties english = texts("");
        Properties russian = texts("_ru");
        assertThat(russian.stringPropertyNames()).isEqualTo(english.stringPropertyNames());
        for (String key : english.stringPropertyNames()) {
            assertThat(places(russian.getProperty(key))).as(key).isEqualTo(places(english.getProperty(key)));
        }
    }

    @Test
    void aLanguageThatIsNotThereIsEnglish() {
        assertThat(new Texts(Locale.GERMAN).get("word.yes")).isEqualTo("yes");
        assertThat(new Texts(Locale.forLanguageTag("ru-RU")).get("word.yes")).isEqualTo("да");
    }

    @Test
    void aNumberIsFollowedByTheFormOfItsNoun() {
        var russian = new Texts(Locale.forLanguageTag("ru"));
        assertThat(russian.get("assign.done", 1, 7)).isEqualTo("Назначено 1 компьютеру, подписано как редакция 7.");
        assertThat(russian.get("assign.done", 3, 7)).isEqualTo("Назначено 3 компьютерам, подписано как редакция 7.");
        assertThat(russian.get("status.apart-one", "g", "2.0.0", 21)).isEqualTo("g: 2.0.0 (21 компьютер)");
        assertThat(russian.get("status.apart-one", "g", "2.0.0", 12L)).isEqualTo("g: 2.0.0 (12 компьютеров)");
        assertThat(new Texts(Locale.ENGLISH).get("status.apart-one", "g", "2.0.0", 1))
                .isEqualTo("g: 2.0.0 (1 computer)");
    }

    @Test
    @DisplayName("each action that the audit log can have is said in the reader's language")
    void actions() throws IOException {
        Properties russian = texts("_ru");
        Set<String> missing = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of(".."), 14)) {
            for (Path file : files.filter(each -> each.toString().endsWith(".java")
                            && each.toString().replace('\\', '/').contains("/src/main/java/"))
                    .toList()) {
                Pattern.compile("AuditEvent.of\\(\\s*\"([a-z -]+)\"")
                        .matcher(Files.readString(file))
                        .results()
                        .map(found -> "action." + found.group(1).replace(' ', '-'))
                        .filter(key -> !russian.containsKey(key))
                        .forEach(missing::add);
            }
        }
        assertThat(missing).isEmpty();
        assertThat(new Texts(Locale.forLanguageTag("ru")).word("who", "the schedule"))
                .isEqualTo("расписание");
    }

    @Test
    void sizesAreForPeople() {
        var texts = new Texts(Locale.ENGLISH);
        assertThat(texts.size(1023)).isEqualTo("1023 bytes");
        assertThat(texts.size(1536)).isEqualTo("1.5 KiB");
        assertThat(texts.size(5L << 40)).isEqualTo("5.0 TiB");
    }

    @Test
    void timesAreForPeople() {
        var texts = new Texts(Locale.ENGLISH);
        assertThat(texts.duration(Duration.ofMillis(1499))).isEqualTo("1 s");
        assertThat(texts.duration(Duration.ofSeconds(61))).isEqualTo("1 min 01 s");
        assertThat(texts.duration(Duration.ofMinutes(125))).isEqualTo("2 h 05 min");
        assertThat(new Texts(Locale.forLanguageTag("ru")).duration(Duration.ofSeconds(61)))
                .isEqualTo("1 мин 01 с");
    }

    @Test
    void longTextsAreBrokenBetweenWords() {
        assertThat(Wrapping.lines("one two three four", 9)).containsExactly("one two", "three", "four");
        assertThat(Wrapping.lines("averylongword x\n\ny", 5)).containsExactly("averylongword", "x", "", "y");
    }

    private static Properties texts(String suffix) throws IOException {
        var texts = new Properties();
        try (var reader = new InputStreamReader(
                TextsTest.class.getResourceAsStream("texts" + suffix + ".properties"), StandardCharsets.UTF_8)) {
            texts.load(reader);
        }
        return texts;
    }

    private static Set<String> places(String text) {
        return PLACE.matcher(text)
                .results()
                .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
                .collect(Collectors.toSet());
    }
}
