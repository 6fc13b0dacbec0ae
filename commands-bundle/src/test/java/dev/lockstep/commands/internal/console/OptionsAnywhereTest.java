package dev.lockstep.commands.internal.console;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.commands.internal.update.HistoryCommand;
import dev.lockstep.commands.internal.update.UpdateCommand;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class OptionsAnywhereTest {
    private static final Map<String, Boolean> UPDATE = OptionsAnywhere.options(UpdateCommand.class);

    @Test
    @DisplayName("LS-187: An option means the same wherever it stands in the line")
    void optionsGoFirst() {
        assertThat(line(UPDATE, "lockstep:update 1.0.0 --yes")).isEqualTo("lockstep:update --yes 1.0.0");
        assertThat(line(UPDATE, "lockstep:update --yes 1.0.0 -t")).isEqualTo("lockstep:update --yes -t 1.0.0");
        Map<String, Boolean> valued = Map.of("--file", true, "-n", true, "-t", false);
        assertThat(line(valued, "x a -n 5 b --file=c -t")).isEqualTo("x -n 5 --file=c -t a b");
        assertThat(line(valued, "x a -n")).isEqualTo("x -n a");
    }

    @Test
    @DisplayName("LS-187: What only looks like an option stays where it is, and an unknown one is refused as that")
    void others() {
        assertThat(line(UPDATE, "lockstep:settings key -5")).isEqualTo("lockstep:settings key -5");
        assertThat(line(UPDATE, "lockstep:update 1.0.0 --unknown")).isEqualTo("lockstep:update --unknown 1.0.0");
        assertThat(line(UPDATE, "lockstep:update \"--yes\"")).isEqualTo("lockstep:update \"--yes\"");
    }

    @Test
    void whatTakesAValueIsKnown() {
        assertThat(OptionsAnywhere.options(HistoryCommand.class))
                .containsEntry("-n", true)
                .containsEntry("--number", true)
                .containsEntry("--no-format", false);
    }

    private static String line(Map<String, Boolean> options, String words) {
        return String.join(" ", OptionsAnywhere.ordered(List.of(words.split(" ")), options));
    }
}
