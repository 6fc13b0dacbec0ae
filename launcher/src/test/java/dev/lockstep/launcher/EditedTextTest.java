package dev.lockstep.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EditedTextTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @DisplayName("LS-182: The launcher reads UTF-8 and UTF-16 with their marks, and every end of line")
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void marks(String charset) throws IOException {
        String text = "\ufeff# Куча\r-Xmx256m\r\n! ещё\n-Dimya=Имя\n";
        Path file = Files.write(folder.resolve("lockstep.vmoptions"), text.getBytes(Charset.forName(charset)));

        assertThat(EditedText.lines(file)).containsExactly("-Xmx256m", "-Dimya=Имя");
    }

    @Test
    @DisplayName("LS-182: In an old encoding comments do no harm, and anything else is refused by file and line")
    void oldEncodings() throws IOException {
        Path comments = old("# Куча…\r\n-Xmx256m\r\n");
        assertThat(EditedText.lines(comments)).containsExactly("-Xmx256m");

        Path value = old("# Куча\r\n-Dимя=1\r\n");
        assertThatThrownBy(() -> EditedText.lines(value)).hasMessageContaining("line 2 of " + value);
        Path unmarked = Files.write(folder.resolve("current"), "1.0.0".getBytes(StandardCharsets.UTF_16LE));
        assertThatThrownBy(() -> EditedText.read(unmarked)).hasMessageContaining(unmarked.toString());
    }

    @Test
    @DisplayName("LS-182: The launcher refuses what it could not read, and gives a locale of UTF-8 to the node")
    void locales() throws LaunchException {
        SystemLocale ascii = new SystemLocale(StandardCharsets.US_ASCII, false);
        SystemLocale unicode = new SystemLocale(StandardCharsets.UTF_8, false);
        Map<String, String> environment = new HashMap<>(Map.of("LC_ALL", "C"));

        ascii.require("the path", "/opt/lockstep");
        unicode.require("the path", "/opt/Обновления");
        assertThatThrownBy(() -> ascii.require("the path", "/opt/\ufffd\ufffd"))
                .isInstanceOfSatisfying(
                        LaunchException.class,
                        refused -> assertThat(refused.code()).isEqualTo("LS-LOCALE"));
        assertThatThrownBy(() -> unicode.require("the path", "/opt/\ufffd\ufffd"))
                .hasMessageContaining("the path holds text that is not in UTF-8");
        unicode.give(environment);
        assertThat(environment).containsEntry("LC_ALL", "C");
        ascii.give(environment);
        assertThat(environment).containsEntry("LC_ALL", "C.UTF-8");
    }

    @Test
    @DisplayName("LS-187: The console is told the language of who types, and nothing else that a variable may hold")
    void languages() {
        assertThat(ConsoleCommand.language("ru_RU.UTF-8")).contains("ru_RU");
        assertThat(ConsoleCommand.language("ru")).contains("ru");
        for (String none : new String[] {"", "C", "C.UTF-8", "POSIX", "ru\"; bundle:list", "de_DE_x\n"}) {
            assertThat(ConsoleCommand.language(none)).as(none).isEmpty();
        }
    }

    private Path old(String text) throws IOException {
        return Files.write(folder.resolve("lockstep.vmoptions"), text.getBytes(Charset.forName("windows-1251")));
    }
}
