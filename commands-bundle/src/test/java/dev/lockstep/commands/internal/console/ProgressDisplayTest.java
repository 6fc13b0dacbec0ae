package dev.lockstep.commands.internal.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ProgressDisplayTest {
    private static final long MIB = 1 << 20;

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private long now = 1_000_000_000_000L;

    @Test
    @DisplayName("LS-130 A download is shown with its amount, rate and the time that is left")
    void aLineMovesOnATerminal() {
        var display = display(Optional.of(100));
        display.at("mirror", 2 * MIB, 12 * MIB);
        after(1000);
        display.at("mirror", 3 * MIB, 12 * MIB);
        after(1000);
        display.at("mirror", 4 * MIB, 12 * MIB);
        assertThat(screen())
                .isEqualTo("Fetching everything into the distribution folder: 33 % (4.0 MiB of 12.0 MiB), 1.0 MiB/s,"
                        + " 8 s left");
    }

    @Test
    void whatAStepCameToStaysAndTheNextOneBegins() {
        var display = display(Optional.of(100));
        display.at("list", 0, 0);
        display.at("download", 0, 10 * MIB);
        after(4000);
        display.at("download", 10 * MIB, 10 * MIB);
        display.at("unpack", 5 * MIB, 10 * MIB);
        display.at("unpack", 5 * MIB, 10 * MIB);
        display.end();
        assertThat(screen()).isEqualTo("""
                        Fetching the lists of files ...
                        Downloading: 10.0 MiB in 4 s, 2.5 MiB/s
                        Unpacking: 50 % (5.0 MiB of 10.0 MiB)
                        """);
    }

    @Test
    void theRateIsThatOfTheLastSecondsAndNothingIsPromisedWhereNothingMoves() {
        var display = display(Optional.of(100));
        display.at("download", 0, 100 * MIB);
        after(5000);
        display.at("download", 50 * MIB, 100 * MIB);
        for (int i = 0; i < 12; i++) {
            after(1000);
            display.at("download", 50 * MIB, 100 * MIB);
        }
        assertThat(screen()).isEqualTo("Downloading: 50 % (50.0 MiB of 100.0 MiB), 0 bytes/s");
    }

    @Test
    void aStepThatComesAgainWithAnotherTotalIsALineOfItsOwn() {
        var display = display(Optional.empty());
        display.at("mirror", MIB, MIB);
        display.at("mirror", 0, 2 * MIB);
        assertThat(screen()).isEqualTo("""
                        Fetching everything into the distribution folder: 0 bytes
                        Fetching everything into the distribution folder: 2.0 MiB
                        """);
    }

    @Test
    void withoutATerminalAStepThatTakesLongAddsALineEveryTenSeconds() {
        var display = display(Optional.empty());
        for (int second = 0; second <= 25; second++) {
            display.at("download", second * MIB, 25 * MIB);
            after(1000);
        }
        display.end();
        assertThat(screen()).isEqualTo("""
                        Downloading: 25.0 MiB
                        Downloading: 40 % (10.0 MiB of 25.0 MiB), 1.0 MiB/s, 15 s left
                        Downloading: 80 % (20.0 MiB of 25.0 MiB), 1.0 MiB/s, 5 s left
                        """);
    }

    @Test
    void aNarrowTerminalGetsWhatFits() {
        var display = display(Optional.of(21));
        display.at("mirror", 2 * MIB, 12 * MIB);
        assertThat(screen()).isEqualTo("Fetching everything");
    }

    private ProgressDisplay display(Optional<Integer> width) {
        var out = new PrintStream(printed, true, StandardCharsets.UTF_8);
        return new ProgressDisplay(out, new Texts(Locale.ENGLISH), width, () -> now);
    }

    private void after(long milliseconds) {
        now += milliseconds * 1_000_000;
    }

    /** What a terminal would show: a carriage return goes back to the first column, and what comes then covers what was there. */
    private String screen() {
        StringBuilder screen = new StringBuilder();
        StringBuilder line = new StringBuilder();
        int column = 0;
        for (char c : printed.toString(StandardCharsets.UTF_8).toCharArray()) {
            if (c == '\n') {
                screen.append(line.toString().stripTrailing()).append(c);
                line.setLength(0);
                column = 0;
            } else if (c == '\r') {
                column = 0;
            } else {
                line.replace(column, column + 1, String.valueOf(c));
                column++;
            }
        }
        return screen.append(line.toString().stripTrailing()).toString();
    }
}
