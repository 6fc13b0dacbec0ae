package dev.lockstep.commands.internal.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.commands.internal.TestAgent;
import dev.lockstep.commands.internal.TestOwnSite;
import dev.lockstep.commands.internal.TestServer;
import dev.lockstep.commands.internal.TestSite;
import dev.lockstep.commands.internal.console.TestSession;
import dev.lockstep.core.node.SiteVersions;
import dev.lockstep.core.node.UpdateAgent.CheckOutcome;
import dev.lockstep.core.node.UpdateAgent.UpdateOutcome;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.version.Version;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class UpdateCommandsTest {
    private final TestAgent agent = new TestAgent();
    private final TestServer server = new TestServer();

    @Test
    void aCheckSaysThatAllIsWell() throws Exception {
        var session = TestSession.answering();
        check(session).execute();
        assertThat(session.printed())
                .isEqualTo("Checking ...\nRelease 1.0.0 is installed, and it is what this computer should run.\n");
    }

    @Test
    void aCheckNamesTheReleaseItsWarningsAndTheCommand() throws Exception {
        agent.check = new CheckOutcome.Available(TestAgent.release(), 1536);
        var session = TestSession.answering();
        check(session).execute();
        assertThat(session.printed())
                .contains("Release 1.1.0 is available; 1.5 KiB to download.\n")
                .contains("Warning: The database is converted. https://example.com/convert\n")
                .endsWith("Install it with: lockstep:update 1.1.0\n");
    }

    @Test
    @DisplayName("LS-112 It offers to update the distribution folder")
    void aCheckOffersToUpdateTheDistributionFolder() throws Exception {
        agent.check = new CheckOutcome.RebuildOffered(TestAgent.NEW, 3 << 20, TestAgent.EMPTY);
        var session = TestSession.answering("yes");
        check(session).execute();
        assertThat(session.questions)
                .containsExactly(
                        "Update the distribution folder now, with release 1.1.0 (3.0 MiB to download)? (yes/no) ");
        assertThat(session.printed()).contains("[LS-DISTRIBUTION-EMPTY]");
        assertThat(agent.done).containsExactly("rebuild");
        assertThat(session.printed())
                .contains("The distribution folder holds release 1.1.0.", "files (3.0 MiB), with the signed hashes");
    }

    @Test
    @DisplayName("LS-113 The offer is a question: no, or anything that is not yes, changes nothing")
    void theOfferMayBeDeclined() throws Exception {
        agent.check = new CheckOutcome.RebuildOffered(TestAgent.NEW, 3 << 20, TestAgent.EMPTY);
        for (String answer : new String[] {"no", "", "yesterday"}) {
            var session = TestSession.answering(answer);
            check(session).execute();
            assertThat(agent.done).isEmpty();
            assertThat(session.printed())
                    .endsWith("Nothing was changed. It will be offered again at the next check.\n");
        }
    }

    @Test
    void theOfferIsAcceptedInAdvanceWithYes() throws Exception {
        agent.check = new CheckOutcome.RebuildOffered(TestAgent.NEW, 3 << 20, TestAgent.EMPTY);
        var session = TestSession.withoutTerminal();
        var command = check(session);
        command.yes = true;
        command.execute();
        assertThat(agent.done).containsExactly("rebuild");
    }

    @Test
    void whereNobodyCanBeAskedTheCommandIsPrinted() throws Exception {
        agent.check = new CheckOutcome.RebuildOffered(TestAgent.NEW, 3 << 20, TestAgent.EMPTY);
        var session = TestSession.withoutTerminal();
        check(session).execute();
        assertThat(agent.done).isEmpty();
        assertThat(session.printed()).endsWith("Do it with: lockstep:rebuild-distribution\n");
    }

    @Test
    @DisplayName(
            "LS-191: Asked for a release that others lead to, the command asks for that one and says how far it came")
    void theWayIsGoneToItsEnd() throws Exception {
        Version goal = Version.parse("8.0.0");
        Release onTheWay = TestAgent.release();
        Release last = new Release(
                goal,
                onTheWay.channel(),
                3,
                onTheWay.released(),
                List.of(),
                List.of(onTheWay.version()),
                List.of(new Release.Warning("The archive moves.", "")),
                onTheWay.compatible());
        agent.simulation = new UpdateOutcome.Simulated(List.of(onTheWay, last), List.of(), 0);
        agent.update = new UpdateOutcome.PartWay(TestAgent.NEW, goal, TestAgent.EMPTY);
        var session = TestSession.withoutTerminal();
        var command = update(session);
        command.version = "8.0.0";
        command.yes = true;

        assertThatThrownBy(command::execute)
                .hasMessageContaining("Release 1.1.0, which is on the way to release 8.0.0, is installed and runs")
                .hasMessageContaining("go on with: lockstep:update 8.0.0");

        assertThat(agent.done).containsExactly("simulate 8.0.0", "update 8.0.0 confirmed");
        assertThat(session.printed()).contains("The database is converted.", "The archive moves.");
    }

    @Test
    @DisplayName("LS-179: Whoever presses Ctrl-C is told that nothing was broken off, and where to look")
    void ctrlCIsAnswered() throws Exception {
        agent.failure = Optional.of(ProblemException.of(ProblemCode.DETACHED, Map.of()));
        var session = TestSession.answering();
        Thread.currentThread().interrupt();
        check(session).execute();
        assertThat(Thread.interrupted())
                .as("still interrupted, so that nothing more could be said")
                .isFalse();
        assertThat(session.printed())
                .contains(
                        "Nothing was broken off: what you started goes on without you. lockstep:status shows how far it has"
                                + " come, lockstep:history how it ended");
    }

    @Test
    void aFailedCheckIsOneSentenceWithItsCode() {
        agent.check = new CheckOutcome.Failed(
                Problem.of(ProblemCode.SOURCE_REFUSED, Map.of("address", "server:10000\u001b[2J")));
        var thrown = catchThrowableOfType(
                CommandException.class, () -> check(TestSession.answering()).execute());
        assertThat(thrown)
                .hasMessageStartingWith("The update source server:10000 [2J refuses the connection")
                .hasMessageEndingWith("[LS-SOURCE-REFUSED]");
        assertThat(thrown.getNiceHelp().replace('\n', ' '))
                .as("what Karaf prints, with nothing before it")
                .isEqualTo(thrown.getMessage());
    }

    @Test
    void theLanguageIsTheSessions() throws Exception {
        agent.check = new CheckOutcome.RebuildOffered(TestAgent.NEW, 3 << 20, TestAgent.EMPTY);
        var session = TestSession.answeringIn("ru_RU.UTF-8", "да");
        check(session).execute();
        assertThat(session.questions.get(0)).startsWith("Обновить папку распространения сейчас, выпуск 1.1.0");
        assertThat(session.printed()).contains("пока нет обновлений для раздачи");
        assertThat(agent.done).containsExactly("rebuild");
    }

    @Test
    @DisplayName("LS-131 Warnings are shown and confirmed before an update")
    void anUpdateShowsWhatWillHappenAndAsks() throws Exception {
        var session = TestSession.answering("y");
        update(session).execute();
        assertThat(session.printed()).startsWith("""
                        Release 1.1.0 is to be installed; 5.0 MiB to download:
                          - Stop metering-server
                          - Start metering-server 1.1.0
                        Warning: The database is converted. https://example.com/convert
                        """).endsWith("""
                        The node restarts now in its version 1.1.0; then it goes on with the components. lockstep:history
                        says how it ended.
                        """);
        assertThat(agent.done).containsExactly("simulate any", "update 1.1.0 confirmed");
    }

    @Test
    void anUpdateThatIsDeclinedChangesNothing() throws Exception {
        update(TestSession.answering("n")).execute();
        assertThat(agent.done).containsExactly("simulate any");
    }

    @Test
    void aSimulatedUpdateAsksNothing() throws Exception {
        var session = TestSession.answering();
        var command = update(session);
        command.simulate = true;
        command.version = "1.1.0";
        command.execute();
        assertThat(agent.done).containsExactly("simulate 1.1.0");
        assertThat(session.questions).isEmpty();
    }

    @Test
    void anUpdateThatNobodyCanConfirmFailsAndNamesTheCommand() {
        var thrown = catchThrowableOfType(
                CommandException.class,
                () -> update(TestSession.withoutTerminal()).execute());
        assertThat(thrown)
                .hasMessage("Nothing was installed, because nobody is there to confirm it."
                        + " Do it with: lockstep:update --yes 1.1.0");
        assertThat(agent.done).containsExactly("simulate any");
    }

    @Test
    void anUpdateThatWasRolledBackFailsWithTheReason() {
        agent.update = new UpdateOutcome.RolledBack(TestAgent.NEW, TestAgent.OLD, TestAgent.UNHEALTHY);
        var command = update(TestSession.withoutTerminal());
        command.yes = true;
        var thrown = catchThrowableOfType(CommandException.class, command::execute);
        assertThat(thrown)
                .hasMessage("Release 1.1.0 failed, and release 1.0.0 runs again. metering-server 1.1.0 did not become"
                        + " healthy within 30 seconds: status DOWN. [LS-COMPONENT-UNHEALTHY]");
    }

    @Test
    void aVersionThatIsNoneIsRefused() {
        var command = update(TestSession.answering());
        command.version = "newest";
        assertThat(catchThrowableOfType(CommandException.class, command::execute))
                .hasMessage("\"newest\" is not a version like 1.2.3.");
        assertThat(agent.done).isEmpty();
    }

    @Test
    void withoutATerminalProgressIsALineForEachStep() throws Exception {
        var session = TestSession.withoutTerminal();
        var command = update(session);
        command.yes = true;
        command.execute();
        assertThat(session.printed().lines().filter(line -> line.startsWith("Downloading")))
                .containsExactly("Downloading: 1000.0 KiB");
    }

    @Test
    void aRollbackSaysWhereToAndAsks() throws Exception {
        var session = TestSession.answering("yes");
        server.below();
        rollback(session).execute();
        assertThat(session.printed()).startsWith("From release 1.1.0 back to release 1.0.0.\n");
        assertThat(agent.done).containsExactly("roll back");
        assertThat(server.site.done).isEmpty();
    }

    @Test
    @DisplayName("LS-161 A server goes back with the approver's word, for it alone takes nobody below back")
    void aServersRollbackIsApproved() throws Exception {
        server.site.status = TestOwnSite.status(false, "anna");
        var session = TestSession.answering("yes", "correct horse");
        rollback(session).execute();

        assertThat(server.site.done).containsExactly("let everybody go back to release 1.0.0 with correct horse");
        assertThat(agent.done).containsExactly("roll back");
        assertThat(session.printed()).contains("Each of them may go back once, until 2026-12-22");
        var script = rollback(TestSession.withoutTerminal());
        script.yes = true;
        assertThat(catchThrowableOfType(CommandException.class, script::execute))
                .hasMessageContaining("--passphrase-file");
        script.hereOnly = true;
        script.execute();
        assertThat(agent.done).containsExactly("roll back", "roll back");
        assertThat(server.site.done).hasSize(1);
    }

    @Test
    void aSimulatedRollbackChangesNothing() throws Exception {
        var session = TestSession.withoutTerminal();
        var command = rollback(session);
        command.simulate = true;
        command.execute();
        assertThat(session.printed()).isEqualTo("From release 1.1.0 back to release 1.0.0.\n");
        assertThat(agent.done).isEmpty();
    }

    @Test
    void aRebuildIsSimulatedByACheck() throws Exception {
        agent.check = new CheckOutcome.RebuildOffered(TestAgent.NEW, 3 << 20, TestAgent.EMPTY);
        var session = TestSession.withoutTerminal();
        var command = session.with(new RebuildCommand());
        command.agent = agent;
        command.simulate = true;
        command.execute();
        assertThat(agent.done).isEmpty();
        assertThat(session.printed())
                .endsWith("Release 1.1.0 would be put into the distribution folder; 3.0 MiB to download."
                        + " Nothing was changed.\n");
        command.simulate = false;
        command.execute();
        assertThat(agent.done).containsExactly("rebuild");
    }

    @Test
    @DisplayName(
            "LS-109 LS-110 If distribution is off, a rebuild says so and what follows, and switches it on when asked to")
    void distributionIsSwitchedOnBeforeARebuild() throws Exception {
        agent.off = Optional.of(TestAgent.OFF);
        var session = TestSession.answering("yes");
        rebuild(session).execute();
        assertThat(session.questions).containsExactly("Switch it on now, and fill the distribution folder? (yes/no) ");
        assertThat(session.printed().replace('\n', ' '))
                .startsWith("This computer does not distribute updates:")
                .contains("(3 have reported here so far)", "[LS-DISTRIBUTION-SWITCHED-OFF]")
                .contains("Distribution of updates is on. The distribution folder holds release 1.1.0");
        assertThat(agent.done).containsExactly("switch on", "rebuild");
    }

    @Test
    @DisplayName("LS-109 Who declines, or is not there to be asked, changes nothing")
    void distributionIsNotSwitchedOnUnasked() throws Exception {
        agent.off = Optional.of(TestAgent.OFF);
        var declining = TestSession.answering("no");
        rebuild(declining).execute();
        assertThat(declining.printed()).endsWith("Nothing was changed.\n");
        assertThat(catchThrowableOfType(
                        CommandException.class,
                        () -> rebuild(TestSession.withoutTerminal()).execute()))
                .hasMessageEndingWith("Do it with: lockstep:rebuild-distribution --yes");
        var simulating = TestSession.withoutTerminal();
        var simulated = rebuild(simulating);
        simulated.simulate = true;
        simulated.execute();
        assertThat(simulating.printed()).contains("It would be switched on");
        assertThat(agent.done).isEmpty();
        var command = rebuild(TestSession.withoutTerminal());
        command.yes = true;
        command.execute();
        assertThat(agent.done).containsExactly("switch on", "rebuild");
    }

    @Test
    void theHistoryIsATableOrLinesWithTabs() throws Exception {
        var session = TestSession.withoutTerminal();
        var command = session.with(new HistoryCommand());
        command.agent = agent;
        command.site = TestSite.UNIFORM;
        command.noFormat = true;
        command.number = 1;
        command.execute();
        assertThat(session.printed())
                .isEqualTo("1970-01-01T00:01:00Z\tupdate\t1.1.0\t1.2.0\trolled back\t2.5 s\tmetering-server 1.1.0 did"
                        + " not become healthy within 30 seconds: status DOWN. [LS-COMPONENT-UNHEALTHY]\n");
        var table = TestSession.answering();
        var formatted = table.with(new HistoryCommand());
        formatted.agent = agent;
        formatted.site = TestSite.UNIFORM;
        formatted.execute();
        assertThat(table.printed()).contains("Downtime").contains("1.2.0").contains("switched");
        assertThat(table.printed().lines())
                .allSatisfy(line -> assertThat(line.strip().length()).isLessThanOrEqualTo(100));
    }

    @Test
    @DisplayName("LS-091 The history says for how long the site was mixed")
    void theHistorySaysForHowLongTheSiteWasMixed() throws Exception {
        var session = TestSession.withoutTerminal();
        var command = session.with(new HistoryCommand());
        var versions = new TreeSet<>(Set.of(TestAgent.OLD, TestAgent.NEW));
        command.agent = agent;
        command.site = new TestSite(
                TestSite.UNIFORM.state(),
                List.of(
                        new SiteVersions.Ended(
                                TestSite.BEGUN, TestSite.BEGUN.plusSeconds(700), versions, true, List.of("laptop")),
                        new SiteVersions.Ended(
                                Instant.EPOCH, Instant.EPOCH.plusSeconds(12), versions, false, List.of())));
        command.noFormat = true;
        command.execute();
        assertThat(session.printed().lines().toList())
                .startsWith("2026-11-22T12:11:40Z\tswitch of the site\t1.0.0\t1.1.0"
                        + "\tthe site was mixed for 11 min 40 s, which is overdue\t-"
                        + "\tNot connected, and still to follow: laptop")
                .contains("1970-01-01T00:00:12Z\tswitch of the site\t1.0.0\t1.1.0\tthe site was mixed for 12 s\t-\t");
    }

    @Test
    void theExplanationIsTheAgents() throws Exception {
        var session = TestSession.withoutTerminal();
        var command = session.with(new ExplainCommand());
        command.agent = agent;
        command.execute();
        assertThat(session.printed()).isEqualTo("This computer is current.\n");
    }

    private CheckCommand check(TestSession session) {
        var command = session.with(new CheckCommand());
        command.agent = agent;
        return command;
    }

    private UpdateCommand update(TestSession session) {
        var command = server.runs(session.with(new UpdateCommand()));
        command.agent = agent;
        return command;
    }

    private RebuildCommand rebuild(TestSession session) {
        var command = session.with(new RebuildCommand());
        command.agent = agent;
        return command;
    }

    private RollbackCommand rollback(TestSession session) {
        var command = server.runs(session.with(new RollbackCommand()));
        command.agent = agent;
        return command;
    }
}
