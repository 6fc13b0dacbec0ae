package dev.lockstep.console.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("LS-170 A line of the console of words is words, and nothing in it is expanded, evaluated or redirected")
class LineTest {
    @Test
    void wordsEndAtSpacesAndQuotationMarksKeepThemTogether() throws Refused {
        assertThat(Line.parse("  lockstep:assign\t--group  'a pilot' \"1.2.0\" x'y z'\"|\" ''  \r\n")
                        .command())
                .containsExactly("lockstep:assign", "--group", "a pilot", "1.2.0", "xy z|", "");
        assertThat(Line.parse("lockstep:import -t 'C:\\a $(b) {c} > d; e & %f `g` # h !i [j]'")
                        .command())
                .containsExactly("lockstep:import", "-t", "C:\\a $(b) {c} > d; e & %f `g` # h !i [j]");
        assertThat(Line.parse("").command()).isEmpty();
        assertThat(Line.parse(" \n").command()).isEmpty();
    }

    @Test
    void aBarSeparatesFilters() throws Refused {
        Line line = Line.parse("lockstep:computers|grep -i north | tail -n 5");
        assertThat(line.command()).containsExactly("lockstep:computers");
        assertThat(line.filters()).containsExactly(List.of("grep", "-i", "north"), List.of("tail", "-n", "5"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "($.context installBundle file:/tmp/x.jar) start",
                "$.context",
                "$HOME",
                "lockstep:status $(shell:cat etc/console.key)",
                "lockstep:status ${USER}",
                "lockstep:status (cat etc/console.key)",
                "{ cat etc/console.key }",
                "x = { cat $args }",
                "lockstep:status > etc/users.properties",
                "lockstep:status >> etc/users.properties",
                "lockstep:status < etc/console.key",
                "lockstep:status >etc/users.properties",
                "lockstep:status 2>etc/users.properties",
                "lockstep:status; cat etc/console.key",
                "lockstep:status && cat etc/console.key",
                "lockstep:status & cat etc/console.key",
                "lockstep:status || cat etc/console.key",
                "lockstep:status | ",
                "| lockstep:status",
                "lockstep:status `cat etc/console.key`",
                "%(1 + 1)",
                "lockstep:status %x",
                "lockstep:status [1 2 3]",
                "lockstep:status # comment",
                "lockstep:status !!",
                "lockstep:status \\\nx",
                "lockstep:status a\\ b",
                "lockstep:status\ncat etc/console.key",
                "lockstep:status\rcat etc/console.key",
                "lockstep:status 'a\nb'",
                "lockstep:status \u0000",
                "lockstep:status \u001B[2J",
                "lockstep:status \u007F",
                "lockstep:status \u009B2J",
                "lockstep:status \u2028cat",
                "lockstep:status \u202Etxt",
                "lockstep:status \uFEFF",
                "lockstep:status \uD800",
                "lockstep:status 'not closed",
                "lockstep:status \"not closed",
                "lockstep:status 'it\"s",
            })
    void whatAShellWouldTakeIsRefused(String text) {
        assertThatThrownBy(() -> Line.parse(text)).isInstanceOf(Refused.class);
    }

    @Test
    void aLineHasALimit() {
        assertThatThrownBy(() -> Line.parse("x".repeat(Line.LONGEST + 1)))
                .isInstanceOf(Refused.class)
                .hasMessage("line.long");
    }
}
