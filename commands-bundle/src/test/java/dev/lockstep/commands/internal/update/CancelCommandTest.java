package dev.lockstep.commands.internal.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.commands.internal.TestAgent;
import dev.lockstep.commands.internal.TestAssignments;
import dev.lockstep.commands.internal.console.TestSession;
import dev.lockstep.core.node.OfflineImport;
import dev.lockstep.core.node.UpdateAgent.Barred;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.transfer.Breakable;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.trust.Withdrawal;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class CancelCommandTest {
    private final TestSession session = TestSession.answeringIn("ru_RU.UTF-8");
    private final TestAgent agent = new TestAgent();
    private Breakable.Attempt imported = new Breakable.Attempt.Idle();

    @Test
    @DisplayName(
            "LS-179: lockstep:cancel says what was broken off, that nothing is under way, or that it is too late and what then")
    void says() throws Exception {
        cancel(false);
        assertThat(session.printed()).contains("не выполняется ничего");
        agent.attempt = new Breakable.Attempt.BrokenOff("update", "download", true);
        cancel(false);
        assertThat(session.printed()).contains("Прервано: обновление, шаг «загрузка».");
        cancel(true);
        assertThat(session.printed()).contains("Выполняется: обновление, шаг «загрузка».");
        agent.attempt = new Breakable.Attempt.Idle();
        imported = new Breakable.Attempt.BrokenOff("import", "import", true);
        cancel(false);
        assertThat(session.printed()).contains("Прервано: импорт пакета, шаг «копирование из пакета».");
        agent.attempt = new Breakable.Attempt.TooLate(Problem.of(
                ProblemCode.CANCEL_TOO_LATE,
                Map.of("operation", Breakable.word("operation", "update"), "step", Breakable.word("step", "watch"))));
        assertThatThrownBy(() -> cancel(false))
                .hasMessageContaining("LS-CANCEL-TOO-LATE")
                .hasMessageContaining("lockstep:rollback");
    }

    @Test
    @DisplayName("LS-184: What failed on this computer stands in the one list with its reason, and is lifted there")
    void failedHere() throws Exception {
        agent.barred = List.of(new Barred(
                Withdrawal.What.release(TestAgent.NEW),
                Withdrawal.Origin.COMPUTER,
                TestAgent.UNHEALTHY.sentence(),
                Optional.empty()));
        DeclinedCommand declined = session.with(new DeclinedCommand());
        declined.agent = agent;
        declined.execute();
        assertThat(session.printed().replaceAll("\\s+", " "))
                .contains("на этом компьютере эта версия не заработала", "состояние за 30 секунд");
        DeclineCommand undo = session.with(new DeclineCommand());
        undo.agent = agent;
        undo.assignments = new TestAssignments();
        undo.version = "1.1.0";
        undo.undo = true;
        undo.execute();
        assertThat(agent.done).contains("try again 1.1.0");
        assertThat(session.printed().replaceAll("\\s+", " "))
                .contains("Выпуск 1.1.0, который не заработал на этом компьютере, можно попробовать снова");
    }

    private void cancel(boolean simulate) throws Exception {
        CancelCommand command = session.with(new CancelCommand());
        command.agent = agent;
        command.imports = new Imports();
        command.simulate = simulate;
        command.execute();
    }

    private final class Imports implements OfflineImport {
        @Override
        public Breakable.Attempt breakOff(boolean simulate) {
            return imported;
        }

        @Override
        public Offer inspect(Path bundle, Progress progress) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Offer take(Path bundle, Progress progress) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Path uploads() {
            throw new UnsupportedOperationException();
        }
    }
}
