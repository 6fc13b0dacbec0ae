package dev.lockstep.commands.internal.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TableTest {
    private static final String LONG =
            "Ни одна проверка у main.example:10000 не удалась с 2026-12-01T10:00:00Z; ".repeat(6)
                    + "см. /opt/lockstep/data/lockstep/store/sha256/ab/" + "0123456789abcdef".repeat(4);
    private static final List<String> HEADINGS = List.of(
            "Компьютер",
            "Платформа",
            "Версия",
            "Модули",
            "Получает модули",
            "Раздаёт",
            "Занят",
            "Проверка",
            "Пояснение");
    private static final List<List<String>> ROWS = List.of(
            List.of(
                    "main",
                    "linux-x86_64",
                    "1.2.0",
                    "a 1.0.0, b 2.0.0, c 3.0.0",
                    "да",
                    "да",
                    "ожидание",
                    "2026-12-01 10:00:00 +03",
                    LONG),
            List.of(
                    "  рабочее место 7",
                    "windows-x86_64",
                    "1.2.0",
                    "",
                    "нет",
                    "нет",
                    "загрузка",
                    "-",
                    "Компьютер обновлён."));

    @ParameterizedTest
    @ValueSource(ints = {21, 30, 40, 60, 80, 100, 132, 200, 400})
    @DisplayName("at a terminal of any width no line is longer than that, and nothing is left out")
    void fits(int width) {
        List<String> lines = new TableLayout(HEADINGS, ROWS).lines(width);
        assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(width));
        // What is left out would be missing here; how it is broken does not matter.
        String shown = letters(String.join("", lines));
        for (String word : (LONG + " рабочее место 7 windows-x86_64 2026-12-01").split(" ")) {
            for (int i = 0; i + 8 <= word.length(); i += 8) {
                assertThat(shown).contains(letters(word.substring(i, i + 8)).substring(0, 1));
            }
        }
        assertThat(count(shown))
                .isGreaterThanOrEqualTo(ROWS.stream()
                        .flatMap(List::stream)
                        .mapToInt(cell -> count(letters(cell)))
                        .sum());
    }

    @Test
    @DisplayName("columns that fit stand beside each other, and only the long one is broken, between words")
    void beside() {
        List<String> lines = new TableLayout(
                        List.of("Name", "Says"), List.of(List.of("a", "one two three four"), List.of("bb", "x")))
                .lines(14);
        assertThat(lines)
                .containsExactly(
                        "Name | Says", "-----+--------", "a    | one two", "     | three", "     | four", "bb   | x");
    }

    @Test
    @DisplayName("where the columns do not fit beside each other, each row is a block of its own")
    void blocks() {
        List<String> lines =
                new TableLayout(List.of("Компьютер", "Ключ"), List.of(List.of("main", "f".repeat(70)))).lines(60);
        assertThat(lines)
                .containsExactly(
                        "-".repeat(32),
                        "Компьютер | main",
                        "Ключ      | " + "f".repeat(48),
                        "          | " + "f".repeat(22));
    }

    @Test
    @DisplayName("a pipe gets each row in one line, whole")
    void pipe() {
        assertThat(new TableLayout(HEADINGS, ROWS).lines(Integer.MAX_VALUE))
                .hasSize(4)
                .anyMatch(line -> line.endsWith(LONG));
        TestSession session = TestSession.withoutTerminal();
        Dialogue dialogue = new Dialogue(session);
        Table table = dialogue.table("column.computer", "column.explanation");
        table.row("main", LONG);
        table.print(false);
        assertThat(session.printed().lines()).anyMatch(line -> line.equals("main     | " + LONG));
    }

    @Test
    @DisplayName("half a character is never shown")
    void characters() {
        assertThat(Wrapping.within("\ud83d\ude00".repeat(5), 3))
                .allSatisfy(line -> assertThat(line).hasSize(2));
    }

    private static String letters(String text) {
        return text.replaceAll("[^\\p{L}\\p{N}]", "");
    }

    private static int count(String text) {
        return text.length();
    }
}
