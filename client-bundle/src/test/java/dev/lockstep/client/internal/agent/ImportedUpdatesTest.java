package dev.lockstep.client.internal.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.client.testing.Installation;
import dev.lockstep.client.testing.VendorSite;
import dev.lockstep.core.node.UpdateAgent.CheckOutcome;
import dev.lockstep.core.node.UpdateAgent.UpdateOutcome;
import dev.lockstep.core.node.UpdateAgent.UpdateRequest;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.store.FileContentStore;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A server with {@code source = import}: nobody is asked, and what was imported is what there is. */
class ImportedUpdatesTest {
    @TempDir
    private Path folder;

    private VendorSite vendor;
    private Installation server;

    @BeforeEach
    void twoReleases() throws IOException {
        vendor = new VendorSite(folder.resolve("vendor"));
        for (String version : List.of("1.0.0", "1.1.0")) {
            vendor.publish(version, new VendorSite.Contents(Map.of("tool", Map.of("readme", "Version " + version))));
        }
        server = new Installation(folder.resolve("server"))
                .trust(vendor)
                .settings("source = import", "components = tool");
    }

    @Test
    void beforeTheFirstImportItSaysWhatToDo() {
        Agent agent = server.started();
        assertThat(agent.check(Progress.SILENT)).isInstanceOfSatisfying(CheckOutcome.Failed.class, failed -> {
            Problem problem = failed.problem();
            assertThat(problem.code()).isEqualTo(ProblemCode.NOT_IMPORTED);
            assertThat(problem.text(Locale.ENGLISH)).contains("Import one that has it with lockstep:import");
        });
        assertThat(agent.status().source()).isEqualTo("offline bundles");
    }

    @Test
    @DisplayName(
            "LS-160 What was imported is installed without a network, and what the vendor has beyond is not offered")
    void whatWasImportedIsInstalledAndNothingElseIsOffered() throws IOException {
        imported("1.0.0");
        Agent agent = server.started();

        assertThat(agent.check(Progress.SILENT))
                .isInstanceOfSatisfying(
                        CheckOutcome.Available.class,
                        available -> assertThat(available.release().version()).isEqualTo(Version.parse("1.0.0")));
        assertThat(agent.update(new UpdateRequest(Optional.empty(), false, false), Progress.SILENT))
                .isInstanceOf(UpdateOutcome.Switched.class);
        assertThat(server.current("tool")).contains(Version.parse("1.0.0"));
        assertThat(agent.check(Progress.SILENT)).isInstanceOf(CheckOutcome.Current.class);
        Version beyond = Version.parse("1.1.0");
        assertThat(agent.update(new UpdateRequest(Optional.of(beyond), false, false), Progress.SILENT))
                .isInstanceOfSatisfying(
                        UpdateOutcome.Refused.class,
                        refused -> assertThat(refused.problem().code()).isEqualTo(ProblemCode.NOT_IMPORTED));
    }

    /** The folder as an import leaves it: all metadata, one description, and the payloads in the store. */
    private void imported(String version) throws IOException {
        Path data = folder.resolve("server/data/lockstep");
        FileContentStore store = new FileContentStore(data.resolve("store"));
        try (Stream<Path> all = Files.walk(vendor.folder())) {
            for (Path file : all.filter(Files::isRegularFile).toList()) {
                String path = vendor.folder().relativize(file).toString().replace('\\', '/');
                if (path.startsWith("metadata/") || path.endsWith("." + version + ".json")) {
                    Path copy = data.resolve("distribution").resolve(path);
                    Files.createDirectories(copy.getParent());
                    Files.copy(file, copy);
                } else if (path.startsWith("targets/sha256/")) {
                    store.add(file);
                }
            }
        }
    }
}
