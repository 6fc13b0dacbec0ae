package dev.lockstep.commands.internal.modules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.commands.internal.TestDistribution;
import dev.lockstep.commands.internal.TestOwnSite;
import dev.lockstep.commands.internal.TestServer;
import dev.lockstep.commands.internal.console.Injection;
import dev.lockstep.commands.internal.console.TestSession;
import dev.lockstep.core.node.Assignment;
import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.node.ExternalModules;
import dev.lockstep.core.node.ExternalModules.ModuleState;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.version.Version;
import dev.lockstep.core.version.VersionRange;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

class ModuleCommandsTest {
    private final TestModules modules = new TestModules();
    private final TestServer server = new TestServer();
    private final TestOwnSite site = new TestOwnSite();

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
    void theCatalogueIsListedWithWhatIsInstalled() throws Exception {
        var session = TestSession.withoutTerminal();
        var command = session.with(new CatalogueCommand());
        command.modules = modules;
        command.noFormat = true;
        command.execute();
        assertThat(session.printed()).isEqualTo("reports\t2.0.0\t1.0.0\tTitle of reports\tExample Ltd\t\n");
    }

    @Test
    void aModuleFromAFileIsSubmittedAndThenApproved() throws Exception {
        var session = TestSession.withoutTerminal();
        var submit = session.with(new ModuleSubmitCommand());
        submit.modules = modules;
        submit.file = "/mnt/stick/maps.jar";
        submit.simulate = true;
        submit.execute();
        assertThat(modules.done).isEmpty();
        submit.simulate = false;
        submit.execute();
        assertThat(modules.done).containsExactly("submit /mnt/stick/maps.jar");
        var approve = approve(TestSession.withoutTerminal(), "maps");
        approve.simulate = true;
        approve.execute();
        assertThat(site.done).isEmpty();
        var asked = TestSession.answering("correct horse", "correct horse");
        approve(asked, "maps").execute();
        var again = TestSession.answering("correct horse");
        approve(again, "maps").execute();

        assertThat(site.done)
                .containsExactly(
                        "appoint approver with correct horse",
                        "approve maps 2.0.0 with correct horse",
                        "approve maps 2.0.0 with correct horse");
        assertThat(asked.questions).containsExactly("New passphrase for the approver's key: ", "The same again: ");
        assertThat(again.questions).containsExactly("Passphrase of the approver's key: ");
        assertThat(session.printed()).isEqualTo("""
                        Module maps 2.0.0 would be taken into the local module area. Nothing was changed.
                        Module maps 2.0.0 is in the local module area. Approve it with: module:approve maps 2.0.0
                        """);
        assertThat(again.printed().replaceAll("\\s+", " "))
                .isEqualTo("Module maps 2.0.0 is in the catalogue of this site, and every computer of it takes it."
                        + " Install it with: \"module:install maps 2.0.0\". Its approval is in no backup yet: make one with"
                        + " lockstep:site-backup. ");
    }

    @Test
    void nothingIsApprovedWithoutAPassphraseOrUnderAWrongName() {
        modules.submitted.add(new ExternalModules.SubmittedModule(module("maps"), false));
        assertThat(catchThrowableOfType(
                        CommandException.class,
                        () -> approve(TestSession.withoutTerminal(), "maps").execute()))
                .hasMessage("Nobody can be asked for a passphrase here. Name a file that holds it with"
                        + " --passphrase-file.");
        assertThat(catchThrowableOfType(
                        CommandException.class,
                        () -> approve(TestSession.answering("correct horse", "correct house"), "maps")
                                .execute()))
                .hasMessage("The two passphrases differ. Nothing was done.");
        assertThat(catchThrowableOfType(
                        CommandException.class,
                        () -> approve(TestSession.withoutTerminal(), "nothing").execute()))
                .hasMessage("There is no module nothing 2.0.0 in the catalogue. [LS-MODULE-UNKNOWN]");
        assertThat(site.done).isEmpty();
    }

    private ModuleApproveCommand approve(TestSession session, String name) {
        var command = Injection.of(site, session.with(new ModuleApproveCommand()));
        command.modules = modules;
        command.module = name;
        command.version = "2.0.0";
        return command;
    }

    @Test
    void whatWasSubmittedIsListed() throws Exception {
        modules.submitted.add(new ExternalModules.SubmittedModule(module("maps"), true));
        var session = TestSession.withoutTerminal();
        var command = session.with(new ModuleSubmittedCommand());
        command.modules = modules;
        command.noFormat = true;
        command.execute();
        assertThat(session.printed()).isEqualTo("maps\t2.0.0\tyes\tExample Ltd\tTitle of maps\n");
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
    void aServerWithoutAReleaseIsToldThatOthersGetNoModulesYet() throws Exception {
        var session = TestSession.withoutTerminal();
        var command = install(session);
        command.distribution = new TestDistribution(new Distribution.State.Empty());
        command.execute();
        assertThat(session.printed()).isEqualTo("""
                        Done:
                          - reports 2.0.0 installed
                        Other computers get no modules from here yet, because there is no release to distribute. Install one with: lockstep:update
                        """);
    }

    @Test
    void aSimulatedInstallNamesWhatWouldBeRefreshed() throws Exception {
        modules.outcome = new ExternalModules.ChangeOutcome.Simulated(
                List.of(Sentence.of("module.install", Map.of("module", "reports 2.0.0"))),
                List.of("com.example.charts"));
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

    private static ModuleRelease module(String name) {
        return new ModuleRelease(
                name,
                Version.parse("2.0.0"),
                "Title of " + name,
                "",
                "Example Ltd",
                List.of(),
                VersionRange.parse("1.0.0"),
                List.of(new ModuleRelease.Bundle(name, "2.0.0", Blob.of(new byte[0]), 90, List.of(), List.of())));
    }

    @Test
    @DisplayName("LS-161 An older version of a module is installed with the approver's word for the computers below")
    void anOlderVersionNeedsTheApprover() throws Exception {
        var session = TestSession.answering("correct horse", "correct horse");
        var command = install(session);
        command.version = "0.9.0";
        command.execute();
        var again = install(TestSession.answering("correct horse"));
        again.rollbackGuard = true;
        again.execute();

        assertThat(server.site.done)
                .containsExactly(
                        "appoint approver with correct horse",
                        "let everybody go back to module reports 0.9.0 with correct horse",
                        "let everybody go back to module reports 2.0.0 with correct horse");
        assertThat(modules.done).containsExactly("install reports 0.9.0", "install reports 2.0.0");
    }

    private ModuleInstallCommand install(TestSession session) {
        var command = server.runs(session.with(new ModuleInstallCommand()));
        command.modules = modules;
        command.module = "reports";
        command.version = "2.0.0";
        command.distribution = new TestDistribution(new Distribution.State.Ready(List.of(Version.parse("1.0.0"))));
        return command;
    }

    private static final class TestModules implements ExternalModules {
        private final List<SubmittedModule> submitted = new ArrayList<>();
        private final List<String> done = new ArrayList<>();
        private ChangeOutcome outcome = new ChangeOutcome.Changed(List.of(Sentence.said("reports 2.0.0 installed")));

        @Override
        public List<CatalogueEntry> catalogue() {
            return List.of(CatalogueEntry.of(module("reports"), Optional.of(Version.parse("1.0.0")), Optional.empty()));
        }

        @Override
        public List<InstalledModule> installed() {
            Version version = Version.parse("1.0.0");
            return List.of(
                    new InstalledModule("charts", version, false, ModuleState.ACTIVE, Optional.empty()),
                    new InstalledModule(
                            "reports",
                            version,
                            true,
                            ModuleState.HELD_OFF,
                            Optional.of(Problem.of(ProblemCode.MODULE_UNKNOWN, Map.of("module", "reports")))));
        }

        @Override
        public SubmittedModule submit(Path file, boolean simulate) {
            if (!simulate) {
                done.add("submit " + file);
                submitted.add(new SubmittedModule(module("maps"), false));
            }
            return new SubmittedModule(module("maps"), false);
        }

        @Override
        public List<SubmittedModule> submitted() {
            return submitted;
        }

        @Override
        public byte[] list() {
            throw new UnsupportedOperationException();
        }

        @Override
        public Optional<Problem> restoreList(byte[] saved) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Problem> incompatibleWith(Version release) {
            return List.of();
        }

        @Override
        public Set<Digest> payloads() {
            return Set.of();
        }

        @Override
        public ChangeOutcome converge(List<Assignment.AssignedModule> wanted, boolean simulate, Progress progress) {
            throw new UnsupportedOperationException();
        }

        @Override
        public ChangeOutcome update(String name, Optional<Version> version, boolean simulate, Progress progress) {
            return install(name, version, simulate, progress);
        }

        @Override
        public ChangeOutcome adopt(Set<String> kept, boolean simulate, Progress progress) {
            throw new UnsupportedOperationException("nothing is undecided here");
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
