package dev.lockstep.commands.internal.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.commands.internal.TestAgent;
import dev.lockstep.commands.internal.TestAssignments;
import dev.lockstep.commands.internal.TestDistribution;
import dev.lockstep.commands.internal.TestNames;
import dev.lockstep.commands.internal.TestOwnSite;
import dev.lockstep.commands.internal.TestSettings;
import dev.lockstep.commands.internal.TestSite;
import dev.lockstep.commands.internal.console.TestSession;
import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.trust.Freshness;
import dev.lockstep.core.trust.FreshnessPolicy;
import dev.lockstep.core.trust.Validity;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NodeCommandsTest {
    private final TestSettings settings = new TestSettings();
    private final TestNames named = new TestNames();

    @Test
    void theStatusKeepsTheThreeStatesApart() throws Exception {
        var session = TestSession.withoutTerminal();
        var command = status(session);
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
    void theStatusSaysWhetherTheVendorStillVouchesForWhatItSigned() throws Exception {
        Validity validity = new Validity(
                Map.of(
                        "timestamp", Instant.parse("2026-01-31T12:00:00Z"),
                        "targets", Instant.parse("2027-01-01T12:00:00Z")),
                FreshnessPolicy.UNSAID);
        assertThat(vendorsWord(validity.at(Instant.parse("2026-01-30T00:00:00Z"))))
                .contains("Vendor metadata\tfresh until 2026-01-31")
                .contains("; assigned releases can be installed until 2027-01-01");
        assertThat(vendorsWord(validity.at(Instant.parse("2026-02-01T00:00:00Z"))))
                .contains("Vendor metadata\tstale since 2026-01-31")
                .contains("(timestamp metadata): what is assigned is installed until 2027-01-01")
                .contains(", nothing new can be assigned\n");
        assertThat(vendorsWord(validity.at(Instant.parse("2027-02-01T00:00:00Z"))))
                .contains("Vendor metadata\trefused since 2027-01-01")
                .contains("(targets metadata): nothing is installed; what runs goes on\n");
    }

    @Test
    void aDamagedSiteIsShownWithTheRest() throws Exception {
        var session = TestSession.withoutTerminal();
        var command = status(session);
        command.agent = new TestAgent();
        command.settings = settings;
        command.site = TestSite.UNIFORM;
        command.distribution = new TestDistribution(new Distribution.State.Off());
        command.noFormat = true;
        TestOwnSite damaged = new TestOwnSite();
        damaged.problem =
                Optional.of(Problem.of(ProblemCode.SITE_DAMAGED, Map.of("folder", "site", "reason", "it is empty")));
        command.ownSite = damaged;
        command.execute();
        assertThat(session.printed())
                .contains("Installed\t1.1.0\n")
                .contains("Warning\tThe signed site of this server in site cannot be used: it is empty.");
    }

    private String vendorsWord(Freshness freshness) throws Exception {
        var session = TestSession.withoutTerminal();
        var command = status(session);
        TestAgent agent = new TestAgent();
        agent.freshness = Optional.of(freshness);
        command.agent = agent;
        command.settings = settings;
        command.site = TestSite.UNIFORM;
        command.distribution = new TestDistribution(new Distribution.State.Off());
        command.noFormat = true;
        command.execute();
        return session.printed();
    }

    @Test
    @DisplayName("LS-091 While the site is mixed the status says since when, who follows and who is away")
    void theStatusShowsThatTheSiteIsMixed() throws Exception {
        var session = TestSession.withoutTerminal();
        var command = status(session);
        command.agent = new TestAgent();
        command.settings = settings;
        command.distribution = new TestDistribution(new Distribution.State.Off());
        command.noFormat = true;
        command.site = TestSite.mixed(false);
        command.execute();
        assertThat(session.printed())
                .containsPattern(
                        "Site\tmixed since 2026-11-2. ..:00:00 [+-]\\d\\d\\S* \\(.+\\): 2 of 4 connected computers on 1.1.0;"
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
            var command = status(session);
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
    void settingsAreListedByTheirNamesInTheConfigurationFileWithTheirMeaning() throws Exception {
        var session = TestSession.withoutTerminal();
        var command = settings(session, null, null);
        command.noFormat = true;
        command.execute();
        assertThat(session.printed())
                .isEqualTo(
                        "source\tvendor\tWhere updates come from: the vendor's update servers (vendor), another computer"
                                + " (computer), a folder or medium (folder), or offline bundles that are imported here (import).\n"
                                + "distribute\tfalse\tDistribute updates on this computer.\n");
    }

    @Test
    void oneSettingIsExplainedOrForProgramsItsValueAlone() throws Exception {
        var session = TestSession.withoutTerminal();
        settings(session, "distribute", null).execute();
        assertThat(session.printed())
                .isEqualTo("distribute = false\nDistribute updates on this computer.\nUsual values: true, false\n");
        var program = TestSession.withoutTerminal();
        var command = settings(program, "distribute", null);
        command.noFormat = true;
        command.execute();
        assertThat(program.printed()).isEqualTo("false\n");
    }

    @Test
    void aSettingIsChangedAndWhatItWasIsSaid() throws Exception {
        var session = TestSession.withoutTerminal();
        settings(session, "distribute", "true").execute();
        assertThat(session.printed())
                .isEqualTo("distribute: \"false\" is now \"true\". It counts from the next check on.\n");
        assertThat(named.values).containsEntry("distribute", "true");
        var again = TestSession.withoutTerminal();
        settings(again, "distribute", "true").execute();
        assertThat(again.printed()).isEqualTo("distribute is \"true\" already.\n");
    }

    @Test
    void aSettingThatIsNotKnownIsRefusedWithTheProblemsSentence() {
        for (String value : new String[] {null, "blue"}) {
            var command = settings(TestSession.withoutTerminal(), "colour", value);
            assertThat(catchThrowableOfType(CommandException.class, command::execute))
                    .hasMessage(
                            "There is no setting \"colour\". The settings are: source, distribute. Nothing was changed."
                                    + " [LS-SETTING-UNKNOWN]");
        }
    }

    @Test
    void aSimulatedChangeOfASettingChangesNothing() throws Exception {
        var session = TestSession.withoutTerminal();
        var command = settings(session, "distribute", "true");
        command.simulate = true;
        command.execute();
        assertThat(named.values).containsEntry("distribute", "false");
        assertThat(session.printed()).isEqualTo("distribute: \"false\" would become \"true\". Nothing was changed.\n");
    }

    @Test
    @DisplayName("LS-172 A value with a password comes from a file or is asked for, and not from the command line")
    void aPasswordIsNotTakenFromTheCommandLine(@TempDir Path folder) throws Exception {
        for (String address : List.of(
                "http://user:S3cret@proxy:3128",
                "user:S3cret@proxy:3128",
                "http://u:p/S3cret@proxy:1",
                "http://u:@x:S3cret@h")) {
            var command = settings(TestSession.withoutTerminal(), "source", address);
            assertThat(catchThrowableOfType(CommandException.class, command::execute))
                    .hasMessageContaining("--value-file")
                    .hasMessageNotContaining("S3cret");
        }
        assertThat(named.values).containsEntry("distribute", "false");

        var scripted = settings(TestSession.withoutTerminal(), "distribute", null);
        scripted.valueFile =
                Files.writeString(folder.resolve("value"), "true\n").toString();
        scripted.execute();
        assertThat(named.values).containsEntry("distribute", "true");

        var asked = TestSession.answering("false");
        var command = settings(asked, "distribute", null);
        command.ask = true;
        command.execute();
        assertThat(named.values).containsEntry("distribute", "false");
        assertThat(asked.questions).containsExactly("Value: ");
    }

    private SettingsCommand settings(TestSession session, String key, String value) {
        var command = session.with(new SettingsCommand());
        command.settings = named;
        command.key = key;
        command.value = value;
        return command;
    }

    private StatusCommand status(TestSession session) {
        var command = session.with(new StatusCommand());
        command.ownSite = new TestOwnSite();
        command.assignments = TestAssignments.NONE;
        return command;
    }
}
