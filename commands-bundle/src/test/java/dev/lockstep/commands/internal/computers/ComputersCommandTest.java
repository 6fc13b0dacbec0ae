package dev.lockstep.commands.internal.computers;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.commands.internal.TestAgent;
import dev.lockstep.commands.internal.TestAssignments;
import dev.lockstep.commands.internal.TestSite;
import dev.lockstep.commands.internal.console.TestSession;
import java.util.List;
import org.junit.jupiter.api.Test;

class ComputersCommandTest {
    @Test
    void thisComputerIsListedWithThoseBelowItAndBehindRelays() throws Exception {
        var session = TestSession.withoutTerminal();
        var command = session.with(new ComputersCommand());
        command.assignments = TestAssignments.NONE;
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
        formatted.assignments = TestAssignments.NONE;
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
}
