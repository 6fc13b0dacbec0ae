package dev.lockstep.commands.internal.computers;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.commands.internal.TestAssignments;
import dev.lockstep.commands.internal.TestOwnSite;
import dev.lockstep.commands.internal.TestServer;
import dev.lockstep.commands.internal.console.TestSession;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class AssignCommandTest {
    private final TestAssignments assignments = new TestAssignments();
    private final TestServer server = new TestServer();

    @Test
    @DisplayName(
            "LS-142 Before a release is assigned to a group each computer is shown, with who cannot run it and why")
    void assigned() throws Exception {
        var session = TestSession.answering("yes");
        var command = command(session, "1.1.0", "pilot");
        command.noFormat = true;
        command.execute();

        assertThat(session.printed())
                .contains("one")
                .contains(
                        "Release 1.1.0 has no workstation for windows-x64. This computer stays on its installed version.")
                .endsWith("Assigned to 2 computers, signed as revision 7.\n");
        assertThat(assignments.done).containsExactly("plan [pilot] [] 1.1.0", "assign [pilot] [] 1.1.0");
    }

    @Test
    void aSimulationAndANoChangeNothing() throws Exception {
        var session = TestSession.withoutTerminal();
        var simulated = command(session, "1.1.0", "pilot");
        simulated.simulate = true;
        simulated.noFormat = true;
        simulated.execute();
        assertThat(session.printed()).contains("one\t1.0.0\t1.1.0\t\n").endsWith("Nothing was changed.\n");

        command(TestSession.answering("no"), "1.1.0", "pilot").execute();
        assertThat(assignments.done).isNotEmpty().allMatch(done -> done.startsWith("plan"));
    }

    @Test
    void withoutATerminalNothingIsAskedAndNothingChanged() {
        assertThatThrownBy(() ->
                        command(TestSession.withoutTerminal(), "1.1.0", "pilot").execute())
                .hasMessageContaining("Do it with --yes.");
        assertThat(assignments.done).containsExactly("plan [pilot] [] 1.1.0");
    }

    @Test
    @DisplayName("LS-161 Whoever would go back is let go back by the approver, each computer by itself")
    void rollbackGuard() throws Exception {
        server.site.status = TestOwnSite.status(true, "approver");
        var session = TestSession.answering("yes", "correct horse");
        server.lists("0.9.0");
        command(session, "0.9.0", "pilot").execute();

        assertThat(server.site.done)
                .containsExactly(
                        "let computer id-one go back to release 0.9.0 with correct horse",
                        "let computer id-two go back to release 0.9.0 with correct horse");
        assertThat(assignments.done).last().isEqualTo("assign [pilot] [] 0.9.0");
    }

    @Test
    void aloneItShowsWhatIsAssignedApart() throws Exception {
        assignments.apart = List.of(TestAssignments.apart("group pilot", "id-one", "1.1.0"));
        var session = TestSession.withoutTerminal();
        var command = session.with(server.runs(new AssignCommand()));
        command.assignments = assignments;
        command.noFormat = true;
        command.execute();
        assertThat(session.printed()).isEqualTo("group pilot\t1.1.0\t1\t6\n");
    }

    @Test
    void whatIsTypedWrongIsSaid() {
        assertThatThrownBy(() ->
                        command(TestSession.withoutTerminal(), null, "pilot").execute())
                .hasMessageContaining("Name the release to assign, or give --clear.");
        assertThatThrownBy(() -> {
                    var both = command(TestSession.withoutTerminal(), "1.1.0", "pilot");
                    both.clear = true;
                    both.execute();
                })
                .hasMessageContaining("Give either a release or --clear.");
        assertThatThrownBy(() ->
                        command(TestSession.withoutTerminal(), "one", "pilot").execute())
                .hasMessageContaining("\"one\" is not a version like 1.2.3.");
    }

    @Test
    void groupsAreShownAndChanged() throws Exception {
        var session = TestSession.withoutTerminal();
        var all = session.with(new GroupCommand());
        all.assignments = assignments;
        all.noFormat = true;
        all.execute();
        assertThat(session.printed()).isEqualTo("pilot\tone, two\n");

        var changing = TestSession.withoutTerminal();
        var change = changing.with(new GroupCommand());
        change.assignments = assignments;
        change.name = "night";
        change.added = List.of("three");
        change.execute();
        assertThat(changing.printed()).isEqualTo("Group night: three\n");
        assertThat(assignments.done).containsExactly("night + [three] - []");

        var emptied = TestSession.withoutTerminal();
        var remove = emptied.with(new GroupCommand());
        remove.assignments = assignments;
        remove.name = "night";
        remove.removed = List.of("three");
        remove.execute();
        assertThat(emptied.printed()).isEqualTo("The group night has no computers any more, and is gone.\n");
    }

    private AssignCommand command(TestSession session, String version, String group) {
        var command = session.with(server.runs(new AssignCommand()));
        command.assignments = assignments;
        command.version = version;
        command.groups = List.of(group);
        return command;
    }
}
