package dev.lockstep.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.it.site.Artifacts;
import dev.lockstep.it.site.ChildProcess;
import dev.lockstep.it.site.NodeInstallation;
import dev.lockstep.it.site.Ports;
import dev.lockstep.it.site.VendorInThisProcess;
import dev.lockstep.it.site.VendorSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A real server whose distribution is off, as an administrator finds it after a reinstallation. */
class DistributionSwitchIT {
    private static final Artifacts BUILT = Artifacts.ofBuild();

    private static final String MODULE = "dev.lockstep.examples.metering.module";

    @TempDir
    private Path folder;

    @Test
    @DisplayName(
            "LS-021 LS-073 LS-101 LS-109 LS-110 LS-160 A new server has nothing to distribute, and what is off is switched on by the rebuild; then a medium is all that reaches the server")
    void thePortGoesFromOffToServing() throws IOException {
        Path release = folder.resolve("release");
        Files.createDirectories(release.resolve("files"));
        Files.writeString(
                release.resolve("files/lockstep-component.json"),
                "{\"format\":1,\"name\":\"files\",\"title\":\"Files\",\"controller\":\"none\"}");
        try (VendorSite vendor = VendorSite.create(
                        new VendorInThisProcess(), folder.resolve("vendor"), folder.resolve("vendor.log"));
                NodeInstallation server =
                        NodeInstallation.unpack("server", BUILT.server(), folder.resolve("server"), Ports.free())) {
            vendor.publishRelease("1.0.0", release);
            server.pinVendor(vendor.root());
            server.configure(
                    "dev.lockstep.node",
                    Map.of("vendor.urls", vendor.url().toString(), "components", "files", "distribute", "false"));
            Path distribution = server.home().resolve("data/lockstep/distribution");
            assertThat(distribution).as("the installer holds no updates").doesNotExist();
            server.start();
            server.awaitUp(Duration.ofMinutes(10));
            assertThat(distribution.resolve("metadata"))
                    .as("nothing came by itself")
                    .doesNotExist();
            assertThat(problem(server)).isEqualTo("LS-DISTRIBUTION-OFF");

            ChildProcess.Finished unasked = server.console("lockstep:rebuild-distribution");
            assertThat(unasked.exitCode()).isNotZero();
            assertThat(unasked.output())
                    .contains("[LS-DISTRIBUTION-SWITCHED-OFF]", "lockstep:rebuild-distribution --yes")
                    .doesNotContain("Error executing command");
            assertThat(problem(server)).isEqualTo("LS-DISTRIBUTION-OFF");

            ChildProcess.Finished rebuilt = server.consoleInTurn("lockstep:rebuild-distribution --yes");
            assertThat(rebuilt.exitCode()).as(rebuilt.output()).isZero();
            assertThat(rebuilt.output()).contains("The distribution folder holds release 1.0.0");
            assertThat(server.get("/api/v1/node")
                            .orElseThrow()
                            .path("distribution")
                            .asText())
                    .isEqualTo("ready");
            assertThat(problem(server)).as("the metadata itself is served").isEmpty();

            vendor.publishModule(BUILT.module("1.0.0"), "files", "[1.0.0,1.1.0)");
            server.console("module:install " + MODULE).orThrow();
            goesOnWithoutANetwork(vendor, server, release);
        }
    }

    /** From here on the vendor is reached by a medium only, and reads in a signed file how the site stands. */
    private void goesOnWithoutANetwork(VendorSite vendor, NodeInstallation server, Path release) throws IOException {
        Path medium = Files.createDirectory(folder.resolve("medium"));
        Path status = medium.resolve("status.json");
        assertThat(server.console("lockstep:export-status " + status).orThrow().output())
                .contains("The status of this site is in " + status + ": 1 computer, 2 releases and modules.");
        Files.writeString(release.resolve("files/new.txt"), "new in 1.1.0");
        vendor.publishRelease("1.1.0", release);
        vendor.export(medium.resolve("site.lockstep"), "--since", status.toString());
        server.console("lockstep:settings source import").orThrow();

        assertThat(server.consoleInTurn("lockstep:import " + medium).orThrow().output())
                .contains("release 1.1.0", "The vendor signed this bundle.", "Imported and verified");
        assertThat(server.console("lockstep:update --simulate").orThrow().output())
                .contains("Module " + MODULE + " 1.0.0 is for platform versions [1.0.0,1.1.0)");
        server.consoleInTurn("lockstep:update --yes").orThrow();

        assertThat(server.console("lockstep:status --no-format").output())
                .contains("Installed\t1.1.0", "Assigned\t1.1.0", "Distributable\t1.0.0, 1.1.0");
        server.console("lockstep:export-status " + status).orThrow();
        assertThat(vendor.readStatus(status, server.home().resolve("data/lockstep/site/metadata/site/1.root.json"))
                        .output())
                .contains("Verified: signed by the site of ", "Assigned release: 1.1.0", "files 1.1.0");
        ChildProcess.Finished refused = server.console("lockstep:import " + folder);
        assertThat(refused.exitCode()).isNotZero();
        assertThat(refused.output()).contains("[LS-BUNDLE-UNREADABLE]");
    }

    /** Why the port serves no metadata; empty if it does. */
    private static String problem(NodeInstallation server) {
        return server.get("/metadata/vendor/timestamp.json")
                .orElseThrow()
                .path("problem")
                .asText();
    }
}
