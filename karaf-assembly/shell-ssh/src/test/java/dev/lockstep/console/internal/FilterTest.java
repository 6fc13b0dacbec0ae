package dev.lockstep.console.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("LS-170 What a command prints goes through filters that touch no file")
class FilterTest {
    private static final Filter.Pause NOBODY = new Filter.Pause() {
        @Override
        public int height() {
            return 0;
        }

        @Override
        public boolean goesOn() {
            throw new AssertionError("nobody is there to ask");
        }
    };

    private static List<String> filtered(String line, Filter.Pause pause, String... lines) throws Refused {
        List<Filter> filters = new ArrayList<>();
        for (List<String> words : Line.parse(line).filters()) {
            filters.add(Filter.of(words, pause));
        }
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        Filters sink =
                new Filters(filters, new PrintStream(bytes, true, StandardCharsets.UTF_8), StandardCharsets.UTF_8);
        PrintStream console = new PrintStream(sink, true, StandardCharsets.UTF_8);
        for (String one : lines) {
            console.println(one);
        }
        sink.end();
        return bytes.toString(StandardCharsets.UTF_8).lines().toList();
    }

    @Test
    void eachDoesWhatItsNameSays() throws Refused {
        String[] lines = {"север 1", "North 2", "south 3", "north (4)"};
        assertThat(filtered("x | grep north", NOBODY, lines)).containsExactly("north (4)");
        assertThat(filtered("x | grep '(4)'", NOBODY, lines)).containsExactly("north (4)");
        assertThat(filtered("x | grep -i NORTH", NOBODY, lines)).containsExactly("North 2", "north (4)");
        assertThat(filtered("x | grep СЕВЕР", NOBODY, lines)).isEmpty();
        assertThat(filtered("x | grep -iv СЕВЕР | grep -v south", NOBODY, lines))
                .containsExactly("North 2", "north (4)");
        assertThat(filtered("x | grep -ci north", NOBODY, lines)).containsExactly("2");
        assertThat(filtered("x | head -n 1", NOBODY, lines)).containsExactly("север 1");
        assertThat(filtered("x | tail -n 2 | head -1", NOBODY, lines)).containsExactly("south 3");
        assertThat(filtered("x | tail", NOBODY, lines)).containsExactly(lines);
        assertThat(filtered("x | tail -n 0", NOBODY, lines)).isEmpty();
        assertThat(filtered("x | wc -l", NOBODY, lines)).containsExactly("4");
        assertThat(filtered("x | more", NOBODY, lines)).containsExactly(lines);
        assertThat(filtered("x | grep -v -v", NOBODY, "a -v", "b")).containsExactly("b");
    }

    @Test
    void moreStopsAtAPage() throws Refused {
        List<String> asked = new ArrayList<>();
        Filter.Pause pause = new Filter.Pause() {
            @Override
            public int height() {
                return 3;
            }

            @Override
            public boolean goesOn() {
                asked.add("?");
                return asked.size() < 2;
            }
        };
        assertThat(filtered("x | more", pause, "1", "2", "3", "4", "5", "6")).containsExactly("1", "2", "3", "4");
        assertThat(asked).hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "cat",
                "cat etc/console.key",
                "tac -f x",
                "sort",
                "less",
                "sh",
                "shell:grep x",
                "lockstep:status",
                "grep",
                "grep -f etc/console.key x",
                "grep x etc/console.key",
                "grep -r x",
                "head etc/console.key",
                "head -n -1",
                "head -c 5",
                "tail -f",
                "tail -n 99999999999",
                "tail -n 5 etc/console.key",
                "wc etc/console.key",
                "more etc/console.key",
            })
    void nothingElseIsAFilterAndNoneTakesAFile(String words) {
        assertThatThrownBy(() -> filtered("x | " + words, NOBODY, "y")).isInstanceOf(Refused.class);
    }
}
