package dev.lockstep.console.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Option;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("LS-170 What a role may do is judged by the words that are done")
class AccessTest {
    private static final Set<String> VIEWER = Set.of("viewer", "ssh");
    private static final Set<String> MANAGER = Set.of("manager", "ssh");

    /** Has what the commands of Lockstep have. */
    abstract static class Action {
        @Option(name = "--yes", aliases = "-y")
        boolean yes;
    }

    static final class Update extends Action {
        @Argument(name = "version")
        String version;

        @Option(
                name = "--simulate",
                aliases = {"-t", "--dry-run"})
        boolean simulate;

        @Option(name = "--passphrase-file")
        String file;

        @Option(name = "--group", aliases = "-g", multiValued = true)
        List<String> groups = new ArrayList<>();
    }

    private static Arguments arguments(String... words) throws Refused {
        return Arguments.of("lockstep:update", Update.class, List.of(words));
    }

    @Test
    void optionsGoFirstWithTheirValuesFastenedToThem() throws Refused {
        assertThat(arguments("1.2.0", "-g", "a", "--group=b", "-t", "--passphrase-file", "-y")
                        .forCommand())
                .containsExactly("--group=a", "--group=b", "--simulate", "--passphrase-file=-y", "1.2.0");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "-t --simulate",
                "-t -t",
                "-t=false",
                "--simulate=false",
                "--nothing",
                "-t --passphrase-file",
                "--",
                "-"
            })
    void anOptionStandsForItselfOnce(String words) {
        assertThatThrownBy(() -> arguments(words.split(" "))).isInstanceOf(Refused.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"-t", "--simulate", "--dry-run", "1.2.0 -t", "-y -t 1.2.0", "-g x --dry-run"})
    void aManagerTries(String words) throws Exception {
        assertThat(shipped("lockstep").permits("update", arguments(words.split(" ")), MANAGER))
                .isTrue();
        assertThat(shipped("lockstep").permits("update", arguments(words.split(" ")), VIEWER))
                .isFalse();
    }

    @Test
    void noWordPassesForAnother() throws Exception {
        for (String[] words : List.of(
                new String[] {"1.2.0"},
                new String[] {"-y"},
                new String[] {"1.2.0, --simulate, x"},
                new String[] {"x,-t"},
                new String[] {"x", "--passphrase-file", "-t"},
                new String[] {"--passphrase-file", "a, -t, b"},
                new String[] {"--group", "--simulate"},
                new String[] {"[/x/]"},
                new String[] {})) {
            assertThat(shipped("lockstep").permits("update", arguments(words), MANAGER))
                    .as(String.join(" ", words))
                    .isFalse();
        }
    }

    @Test
    void whatIsNotListedIsForAdministrators() throws Exception {
        AccessList list = new AccessList(Map.of("status", "viewer", "broken[/(/]", "manager", "broken", "viewer"));
        assertThat(list.permits("status", arguments(), VIEWER)).isTrue();
        assertThat(list.permits("stat", arguments(), VIEWER)).isFalse();
        assertThat(list.permits("status2", arguments(), VIEWER)).isFalse();
        assertThat(list.shows("status2", VIEWER)).isFalse();
        assertThat(list.permits("broken", arguments(), VIEWER)).isFalse();
        assertThat(AccessList.closed().permits("status", arguments(), VIEWER)).isFalse();
        assertThat(AccessList.closed().shows("status", VIEWER)).isFalse();
    }

    @Test
    void theShippedListsGiveNobodyButAnAdministratorWhatChanges() throws Exception {
        for (String scope : List.of("lockstep", "module")) {
            AccessList list = shipped(scope);
            for (Map.Entry<String, String> line : list.lines().entrySet()) {
                boolean simulates = line.getKey().contains("--simulate");
                assertThat(line.getValue())
                        .as(line.getKey())
                        .isIn(simulates ? Set.of("manager") : Set.of("viewer", "manager", "admin"));
            }
        }
    }

    /** A list as a node has it. */
    private static AccessList shipped(String scope) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(
                Path.of("../node/src/main/etc/org.apache.karaf.command.acl." + scope + ".cfg"))) {
            properties.load(reader);
        }
        Map<String, String> lines = new HashMap<>();
        properties.forEach((key, value) -> lines.put(key.toString(), value.toString()));
        return new AccessList(lines);
    }
}
