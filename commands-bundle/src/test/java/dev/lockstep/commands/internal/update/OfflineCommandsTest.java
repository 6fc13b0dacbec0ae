package dev.lockstep.commands.internal.update;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.commands.internal.console.TestSession;
import dev.lockstep.core.node.NodeIdentity;
import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.NodeSettings.SourceKind;
import dev.lockstep.core.node.OfflineImport;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.offline.BundleContents;
import dev.lockstep.core.offline.BundleProblems;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.settings.Setting;
import dev.lockstep.core.site.SiteFingerprint;
import dev.lockstep.core.site.SiteStatus;
import dev.lockstep.core.transfer.Breakable;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.version.Version;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What is said about bundles and status files at a server that no network reaches. */
class OfflineCommandsTest {
    private final TestImport imports = new TestImport();

    private ImportCommand command(TestSession session, SourceKind source) {
        ImportCommand command = session.with(new ImportCommand());
        command.bundle = "/media/stick";
        command.imports = imports;
        command.settings = new Source(source);
        return command;
    }

    @Test
    @DisplayName("LS-160 An import says what it brought, until when it counts, and what comes next")
    void imported() throws Exception {
        var session = TestSession.withoutTerminal();
        command(session, SourceKind.IMPORT).execute();
        assertThat(imports.done).containsExactly("take /media/stick");
        assertThat(session.printed())
                .startsWith("/media/stick/plant.lockstep, ")
                .contains(", complete, made at ")
                .contains("release 1.1.0\n")
                .contains("module tariffs 2.0.0\n")
                .contains("The vendor signed this bundle. Until ")
                .contains("Imported and verified; ")
                .endsWith("lockstep:check shows what can be installed, and lockstep:update installs it.\n");
        var connected = TestSession.withoutTerminal();
        command(connected, SourceKind.VENDOR).execute();
        assertThat(connected.printed()).endsWith("make imports its source: lockstep:settings source import\n");
    }

    @Test
    void aSimulationImportsNothing() throws Exception {
        var session = TestSession.answeringIn("ru_RU.UTF-8");
        ImportCommand command = command(session, SourceKind.IMPORT);
        command.simulate = true;
        command.execute();
        assertThat(imports.done).containsExactly("inspect /media/stick");
        assertThat(session.printed()).contains("полный").contains("Ничего не изменено.");
    }

    @Test
    @DisplayName("LS-160 A refused bundle is one sentence with its code")
    void refused() {
        imports.refusal = true;
        var failure = catchThrowableOfType(
                CommandException.class,
                () -> command(TestSession.withoutTerminal(), SourceKind.IMPORT).execute());
        assertThat(failure)
                .hasMessageContaining("is not as it was made: it was changed")
                .hasMessageContaining("[LS-BUNDLE-ALTERED]");
    }

    @Test
    void theStatusFileIsWrittenAndTheFingerprintShownToBeReadToTheVendor() throws Exception {
        var session = TestSession.withoutTerminal();
        SiteFingerprint site = SiteFingerprint.of(new byte[] {1});
        ExportStatusCommand command = session.with(new ExportStatusCommand());
        command.file = "/media/stick/status.json";
        command.status = file -> new SiteStatus(
                site, Instant.EPOCH, Optional.empty(), Optional.empty(), new TreeMap<>(), List.of(), Optional.empty());
        command.execute();
        assertThat(session.printed())
                .startsWith(
                        "The status of this site is in /media/stick/status.json: 0 computers, 0 releases and modules.")
                .endsWith(site + "\n");
    }

    private static final class TestImport implements OfflineImport {
        final List<String> done = new ArrayList<>();
        boolean refusal;

        @Override
        public Offer inspect(Path bundle, Progress progress) {
            return did("inspect", bundle);
        }

        @Override
        public Offer take(Path bundle, Progress progress) {
            return did("take", bundle);
        }

        @Override
        public Breakable.Attempt breakOff(boolean simulate) {
            return new Breakable.Attempt.Idle();
        }

        @Override
        public Path uploads() {
            throw new UnsupportedOperationException("no command writes there");
        }

        private Offer did(String what, Path bundle) {
            if (refusal) {
                throw BundleProblems.altered(bundle.toString(), Sentence.said("it was changed"));
            }
            done.add(what + " " + bundle);
            return new Offer(
                    bundle + "/plant.lockstep",
                    Instant.parse("2026-11-22T10:00:00Z"),
                    Optional.empty(),
                    Instant.parse("2027-02-20T10:00:00Z"),
                    true,
                    List.of(Version.parse("1.1.0")),
                    List.of(new BundleContents.Module("tariffs", Version.parse("2.0.0"))),
                    List.of(),
                    35_000_000,
                    34_000_000);
        }
    }

    private record Source(SourceKind kind) implements Settings {
        @Override
        public NodeSettings current() {
            return NodeSettings.of(Map.of("source", Setting.word(kind), "distribute", "true", "automatic", "false"));
        }

        @Override
        public NodeSettings change(UnaryOperator<NodeSettings> change) {
            throw new UnsupportedOperationException("nothing is changed here");
        }

        @Override
        public NodeIdentity identity() {
            throw new UnsupportedOperationException("nobody asks who this is");
        }
    }
}
