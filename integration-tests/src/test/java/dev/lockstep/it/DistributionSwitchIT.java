package dev.lockstep.it;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.it.site.Artifacts;
import dev.lockstep.it.site.ChildProcess;
import dev.lockstep.it.site.NodeInstallation;
import dev.lockstep.it.site.Ports;
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

    @TempDir
    private Path folder;

    @Test
    @DisplayName(
            "LS-109 LS-110 Distribution that is off is switched on by the rebuild, and the real port goes from off to serving")
    void thePortGoesFromOffToServing() throws IOException {
        Path release = folder.resolve("release");
        Files.createDirectories(release.resolve("files"));
        Files.writeString(
                release.resolve("files/lockstep-component.json"),
                "{\"format\":1,\"name\":\"files\",\"title\":\"Files\",\"controller\":\"none\"}");
        try (VendorSite vendor =
                        VendorSite.create(BUILT.cli(), folder.resolve("vendor"), folder.resolve("vendor.log"));
                NodeInstallation server =
                        NodeInstallation.unpack("server", BUILT.server(), folder.resolve("server"), Ports.free())) {
            vendor.publishRelease("1.0.0", release);
            server.pinVendor(vendor.root());
            server.configure(
                    "dev.lockstep.node",
                    Map.of("vendor.urls", vendor.url().toString(), "components", "files", "distribute", "false"));
            server.start();
            server.awaitUp(Duration.ofMinutes(2));
            assertThat(problem(server)).isEqualTo("LS-DISTRIBUTION-OFF");

            ChildProcess.Finished unasked = server.console("lockstep:rebuild-distribution");
            assertThat(unasked.exitCode()).isNotZero();
            assertThat(unasked.output())
                    .contains("[LS-DISTRIBUTION-SWITCHED-OFF]", "lockstep:rebuild-distribution --yes")
                    .doesNotContain("Error executing command");
            assertThat(problem(server)).isEqualTo("LS-DISTRIBUTION-OFF");

            ChildProcess.Finished rebuilt = server.console("lockstep:rebuild-distribution --yes");
            assertThat(rebuilt.exitCode()).as(rebuilt.output()).isZero();
            assertThat(rebuilt.output()).contains("The distribution folder holds release 1.0.0");
            assertThat(server.get("/api/v1/node")
                            .orElseThrow()
                            .path("distribution")
                            .asText())
                    .isEqualTo("ready");
            assertThat(problem(server)).as("the metadata itself is served").isEmpty();
        }
    }

    /** Why the port serves no metadata; empty if it does. */
    private static String problem(NodeInstallation server) {
        return server.get("/metadata/vendor/timestamp.json")
                .orElseThrow()
                .path("problem")
                .asText();
    }
}
