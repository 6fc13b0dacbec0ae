package dev.lockstep.commands.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.node.NodeIdentity;
import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.release.Platform;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NodeCommandsTest {
    private final TestSettings settings = new TestSettings();

    @Test
    void theStatusKeepsTheThreeStatesApart() throws Exception {
        var session = TestSession.withoutTerminal();
        var command = session.with(new StatusCommand());
        command.agent = new TestAgent();
        command.settings = settings;
        command.site = TestSite.UNIFORM;
        command.distribution =
                new TestDistribution(new Distribution.State.Ready(List.of(TestAgent.OLD, TestAgent.NEW)));
        command.noFormat = true;
        command.execute();
        assertThat(session.printed())
                .contains("Computer\tmain (linux-x64)\n")
                .contains("Installed\t1.1.0\n")
                .contains("Assigned\t1.1.0\n")
                .contains("Distributable\t1.0.0, 1.1.0\n")
                .contains("Last problem\tThe computer server:10000 has no updates to distribute yet")
                .contains("Component metering-server\t1.1.0\n")
                .contains("Warning\tDistribution is off, and 3 clients take their updates here.\n");
    }

    @Test
    @DisplayName("LS-091 While the site is mixed the status says since when, who follows and who is away")
    void theStatusShowsThatTheSiteIsMixed() throws Exception {
        var session = TestSession.withoutTerminal();
        var command = session.with(new StatusCommand());
        command.agent = new TestAgent();
        command.settings = settings;
        command.distribution = new TestDistribution(new Distribution.State.Off());
        command.noFormat = true;
        command.site = TestSite.mixed(false);
        command.execute();
        assertThat(session.printed())
                .containsPattern("Site\tmixed since 2026-11-2. ..:00:00 \\(.+\\): 2 of 4 connected computers on 1.1.0;"
                        + " still on 1.0.0: poll, cash desk\n")
                .contains("Behind\tpoll (1.0.0): It is downloading.\n")
                .contains("Behind\tcash desk (1.0.0): Its disk is full.\n")
                .containsPattern(
                        "Not connected\tlaptop \\(1.0.0\\), last heard of at 19..-.*; it follows when it returns\n");
        command.site = TestSite.mixed(true);
        command.execute();
        assertThat(session.printed()).contains("Site\toverdue, mixed since ");
    }

    @Test
    @DisplayName("LS-110 If distribution is off the status says so")
    void theStatusSaysThatDistributionIsOffOrEmpty() throws Exception {
        for (var state : Map.of(
                        new Distribution.State.Off(), "off: this computer does not distribute updates",
                        new Distribution.State.Empty(), "nothing yet: start lockstep:check")
                .entrySet()) {
            var session = TestSession.withoutTerminal();
            var command = session.with(new StatusCommand());
            command.agent = new TestAgent();
            command.settings = settings;
            command.site = TestSite.UNIFORM;
            command.distribution = new TestDistribution(state.getKey());
            command.noFormat = true;
            command.execute();
            assertThat(session.printed()).contains("Distributable\t" + state.getValue());
        }
    }

    @Test
    void settingsAreListedByTheirNamesInTheConfigurationFile() throws Exception {
        var session = TestSession.withoutTerminal();
        var command = settings(session, null, null);
        command.noFormat = true;
        command.execute();
        assertThat(session.printed())
                .contains("source\tvendor\n")
                .contains("vendor.urls\thttps://vendor.example/updates\n")
                .contains("server.port\t\n")
                .contains("address.from\tlogin-window\n")
                .contains("bytes.per.second\t0\n");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "source           | computer               | computer",
                "source           | Folder                 | folder",
                "vendor.urls      | http://a/, http://b/x  | http://a/,http://b/x",
                "server.address   | ' main.example '       | main.example",
                "server.port      | 10001                  | 10001",
                "server.port      | ''                     | ''",
                "folder           | /mnt/stick             | /mnt/stick",
                "address.from     | poll-host              | poll-host",
                "distribute       | on                     | true",
                "receive.modules  | yes                    | true",
                "channel          | beta                   | beta",
                "components       | a, b                   | a,b",
                "automatic        | true                   | true",
                "bytes.per.second | 512K                   | 524288",
                "bytes.per.second | 2m                     | 2097152",
            })
    void eachSettingIsChangedAlone(String key, String value, String shown) throws Exception {
        NodeSettings before = settings.current();
        settings(TestSession.withoutTerminal(), key, value).execute();
        for (Setting setting : Setting.all()) {
            assertThat(setting.read(settings.current()))
                    .as(setting.key())
                    .isEqualTo(setting.key().equals(key) ? shown : setting.read(before));
        }
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "server.port      | 65536    | The port \"65536\" is not a number from 1 to 65535",
                "server.address   | a b      | \"a b\" is not an address",
                "vendor.urls      | 'http://[' | \"http://[\" is not the URL of an update server",
                "source           | tape     | The request is not understood: source cannot be \"tape\"; possible: vendor, computer, folder",
                "distribute       | maybe    | The request is not understood: distribute cannot be \"maybe\"; possible: true, false",
                "bytes.per.second | -1       | The request is not understood: bytes.per.second cannot be \"-1\"; possible: 0, 512K, 2M",
                "colour           | blue     | There is no setting \"colour\". The settings are: source, vendor.urls",
            })
    void aSettingThatIsUnusableIsRefusedAndNothingIsChanged(String key, String value, String text) {
        var command = settings(TestSession.withoutTerminal(), key, value);
        assertThat(catchThrowableOfType(CommandException.class, command::execute))
                .hasMessageStartingWith(text);
        assertThat(settings.changes).isZero();
    }

    @Test
    void aSimulatedChangeOfASettingChangesNothing() throws Exception {
        var session = TestSession.withoutTerminal();
        var command = settings(session, "distribute", "true");
        command.simulate = true;
        command.execute();
        assertThat(settings.changes).isZero();
        assertThat(session.printed()).isEqualTo("distribute: \"false\" would become \"true\". Nothing was changed.\n");
    }

    @Test
    void settingsAndTheirUsualValuesAreCompleted() {
        List<String> keys = new ArrayList<>();
        new SettingKeyCompleter().complete(null, new Words("settings", "ser"), keys);
        assertThat(keys).map(String::strip).containsExactly("server.address", "server.port");
        List<String> values = new ArrayList<>();
        new SettingValueCompleter().complete(null, new Words("settings", "source", ""), values);
        assertThat(values).map(String::strip).containsExactlyInAnyOrder("vendor", "computer", "folder");
    }

    @Test
    void thisComputerIsListedWithThoseBelowItAndBehindRelays() throws Exception {
        var session = TestSession.withoutTerminal();
        var command = session.with(new ComputersCommand());
        var agent = new TestAgent();
        agent.report = TestAgent.report(
                "server", List.of(TestAgent.report("relay", List.of(TestAgent.report("leaf", List.of())))));
        command.agent = agent;
        command.site = TestSite.mixed(false);
        command.noFormat = true;
        command.execute();
        assertThat(session.printed()).isEqualTo(line("server") + line("relay") + line("leaf"));
        var table = TestSession.answering();
        var formatted = table.with(new ComputersCommand());
        formatted.agent = agent;
        formatted.site = command.site;
        formatted.execute();
        assertThat(table.printed()).contains("Computer").contains("\n  relay").contains("\n    leaf");
        assertThat(table.printed().replaceAll("\\s+", " "))
                .contains("2 of 4 connected computers on 1.1.0; still on 1.0.0: poll, cash desk");
    }

    private static String line(String name) {
        return name + "\tlinux-x64\t1.1.0\treports 1.0.0\tno\tyes\tidle\t-\tIt is current. (distribution is on)\n";
    }

    private SettingsCommand settings(TestSession session, String key, String value) {
        var command = session.with(new SettingsCommand());
        command.settings = settings;
        command.key = key;
        command.value = value;
        return command;
    }

    private static final class TestSettings implements Settings {
        private NodeSettings current = new NodeSettings(
                NodeSettings.SourceKind.VENDOR,
                List.of(URI.create("https://vendor.example/updates")),
                "old.example",
                "",
                "",
                NodeSettings.AddressFrom.LOGIN_WINDOW,
                false,
                false,
                "stable",
                List.of("metering-server"),
                false,
                0);
        private int changes;

        @Override
        public NodeSettings current() {
            return current;
        }

        @Override
        public NodeSettings change(UnaryOperator<NodeSettings> change) {
            changes++;
            current = change.apply(current);
            return current;
        }

        @Override
        public NodeIdentity identity() {
            return new NodeIdentity("id", "main", new Platform("linux-x64"), Path.of("home"), Path.of("data"));
        }
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
