package dev.lockstep.commands.internal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.core.node.Assignment;
import dev.lockstep.core.node.ExternalModules;
import dev.lockstep.core.node.Progress;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.Test;

class ModuleCommandsTest {
    private final TestModules modules = new TestModules();

    @Test
    void modulesAreListedWithTheirState() throws Exception {
        var session = TestSession.withoutTerminal();
        var command = session.with(new ModuleListCommand());
        command.modules = modules;
        command.noFormat = true;
        command.execute();
        assertThat(session.printed())
                .isEqualTo("charts\t1.0.0\tno\tactive\t\n"
                        + "reports\t1.0.0\tyes\theld off\tThere is no module reports in the catalogue."
                        + " [LS-MODULE-UNKNOWN]\n");
    }

    @Test
    void anInstallTellsWhatWasDone() throws Exception {
        var session = TestSession.withoutTerminal();
        var command = install(session);
        command.execute();
        assertThat(modules.done).containsExactly("install reports 2.0.0");
        assertThat(session.printed()).isEqualTo("Done:\n  - reports 2.0.0 installed\n");
    }

    @Test
    void aSimulatedInstallNamesWhatWouldBeRefreshed() throws Exception {
        modules.outcome = new ExternalModules.ChangeOutcome.Simulated(
                List.of("Install reports 2.0.0"), List.of("com.example.charts"));
        var session = TestSession.withoutTerminal();
        var command = install(session);
        command.simulate = true;
        command.execute();
        assertThat(modules.done).containsExactly("simulate install reports 2.0.0");
        assertThat(session.printed()).isEqualTo("""
                        This would happen:
                          - Install reports 2.0.0
                        Bundles of other modules that would be refreshed:
                          - com.example.charts
                        """);
    }

    @Test
    void aModuleThatDidNotStartIsToldAsAFailure() {
        modules.outcome = new ExternalModules.ChangeOutcome.RolledBack(Problem.of(
                ProblemCode.MODULE_START_FAILED, Map.of("module", "reports", "reason", "its activator threw")));
        var command = install(TestSession.withoutTerminal());
        assertThat(catchThrowableOfType(CommandException.class, command::execute))
                .hasMessage("Module reports did not start: its activator threw. The modules that were active before"
                        + " are active again. [LS-MODULE-START-FAILED]");
    }

    @Test
    void anUpdateWithoutANameUpdatesWhatWasInstalledByName() throws Exception {
        var session = TestSession.withoutTerminal();
        var command = session.with(new ModuleUpdateCommand());
        command.modules = modules;
        command.execute();
        assertThat(modules.done).containsExactly("install reports newest");
    }

    @Test
    void anUpdateInstallsNothingNew() {
        var command = TestSession.withoutTerminal().with(new ModuleUpdateCommand());
        command.modules = modules;
        command.module = "maps";
        assertThat(catchThrowableOfType(CommandException.class, command::execute))
                .hasMessage("Module maps is not installed. Install it with: module:install maps");
        assertThat(modules.done).isEmpty();
    }

    @Test
    void aRemovalIsSimulatedOrDone() throws Exception {
        var command = TestSession.withoutTerminal().with(new ModuleRemoveCommand());
        command.modules = modules;
        command.module = "reports";
        command.simulate = true;
        command.execute();
        command.simulate = false;
        command.execute();
        assertThat(modules.done).containsExactly("simulate remove reports", "remove reports");
    }

    private ModuleInstallCommand install(TestSession session) {
        var command = session.with(new ModuleInstallCommand());
        command.modules = modules;
        command.module = "reports";
        command.version = "2.0.0";
        return command;
    }

    private static final class TestModules implements ExternalModules {
        private final List<String> done = new ArrayList<>();
        private ChangeOutcome outcome = new ChangeOutcome.Changed(List.of("reports 2.0.0 installed"));

        @Override
        public List<CatalogueEntry> catalogue() {
            return List.of();
        }

        @Override
        public List<InstalledModule> installed() {
            Version version = Version.parse("1.0.0");
            return List.of(
                    new InstalledModule("charts", version, false, "active", Optional.empty()),
                    new InstalledModule(
                            "reports",
                            version,
                            true,
                            "held off",
                            Optional.of(Problem.of(ProblemCode.MODULE_UNKNOWN, Map.of("module", "reports")))));
        }

        @Override
        public ChangeOutcome converge(List<Assignment.AssignedModule> wanted, boolean simulate, Progress progress) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ChangeOutcome install(String name, Optional<Version> version, boolean simulate, Progress progress) {
            done.add((simulate ? "simulate " : "") + "install " + name + " "
                    + version.map(Version::toString).orElse("newest"));
            return outcome;
        }

        @Override
        public ChangeOutcome remove(String name, boolean simulate, Progress progress) {
            done.add((simulate ? "simulate " : "") + "remove " + name);
            return outcome;
        }
    }
}
