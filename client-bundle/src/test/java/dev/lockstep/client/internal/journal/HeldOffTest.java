package dev.lockstep.client.internal.journal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class HeldOffTest {
    private static final Locale RUSSIAN = Locale.forLanguageTag("ru");
    private static final Version VERSION = Version.parse("1.2.0");

    @TempDir
    private Path folder;

    @Test
    @DisplayName(
            "a reason is told in the reader's language after a restart; an earlier version finds its English text where it was")
    void languages() throws IOException {
        new HeldOff(folder).add(VERSION, Sentence.of("held-off.rolled-back"));
        HeldOff again = new HeldOff(folder);
        assertThat(again.problem(VERSION).orElseThrow().text(RUSSIAN)).contains("её отменили, вернувшись к предыдущей");
        assertThat(again.problem(VERSION).orElseThrow().text(Locale.ENGLISH)).contains("somebody rolled it back");
        assertThat(again.all()).containsOnlyKeys(VERSION);
        assertThat(file()).contains("\"1.2.0\": \"somebody rolled it back\"");
        assertThat(again.remove(VERSION)).isTrue();
        assertThat(file()).doesNotContain("1.2.0");
    }

    @Test
    @DisplayName("the text of an earlier version is shown as it is, and counts where that version has changed it")
    void earlier() throws IOException {
        new HeldOff(folder).add(VERSION, Sentence.of("held-off.rolled-back"));
        String written = file();
        Files.writeString(folder.resolve("held-off.json"), written.replace("somebody rolled it back", "it burnt"));
        assertThat(new HeldOff(folder).problem(VERSION).orElseThrow().text(RUSSIAN))
                .contains("(it burnt)");
        Files.writeString(folder.resolve("held-off.json"), "{\"1.2.0\":\"it burnt\"}");
        assertThat(new HeldOff(folder).all()).containsOnlyKeys(VERSION);
        assertThat(new HeldOff(folder).problem(VERSION).orElseThrow().text(RUSSIAN))
                .contains("(it burnt)");
    }

    private String file() throws IOException {
        return Files.readString(folder.resolve("held-off.json"));
    }
}
