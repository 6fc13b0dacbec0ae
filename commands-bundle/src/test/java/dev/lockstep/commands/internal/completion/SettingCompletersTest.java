package dev.lockstep.commands.internal.completion;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.commands.internal.TestNames;
import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.api.console.CommandLine;
import org.junit.jupiter.api.Test;

class SettingCompletersTest {
    private final TestNames named = new TestNames();

    @Test
    void settingsAndTheirUsualValuesAreCompleted() {
        List<String> keys = new ArrayList<>();
        var names = new SettingKeyCompleter();
        names.settings = named;
        names.complete(null, new Words("settings", "sou"), keys);
        assertThat(keys).map(String::strip).containsExactly("source");
        List<String> values = new ArrayList<>();
        var usual = new SettingValueCompleter();
        usual.settings = named;
        usual.complete(null, new Words("settings", "source", ""), values);
        assertThat(values).map(String::strip).containsExactlyInAnyOrder("vendor", "computer", "folder", "import");
    }

    private record Words(List<String> words) implements CommandLine {
        Words(String... words) {
            this(List.of(words));
        }

        @Override
        public int getCursorArgumentIndex() {
            return words.size() - 1;
        }

        @Override
        public String getCursorArgument() {
            return words.get(words.size() - 1);
        }

        @Override
        public int getArgumentPosition() {
            return getCursorArgument().length();
        }

        @Override
        public String[] getArguments() {
            return words.toArray(String[]::new);
        }

        @Override
        public int getBufferPosition() {
            return getBuffer().length();
        }

        @Override
        public String getBuffer() {
            return String.join(" ", words);
        }
    }
}
