package dev.lockstep.client.internal.agent;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.client.testing.Installation;
import dev.lockstep.client.testing.Programs;
import dev.lockstep.client.testing.VendorSite;
import dev.lockstep.core.node.UpdateAgent.UpdateOutcome;
import dev.lockstep.core.node.UpdateAgent.UpdateRequest;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** Components that are programs with a port: drained, stopped, started, asked for their health and version. */
@Timeout(300)
class ComponentsSwitchTest {
    private static final UpdateRequest WHAT_SHOULD_BE = new UpdateRequest(Optional.empty(), false, false);

    @TempDir
    private Path folder;

    private VendorSite vendor;
    private Installation computer;
    private Path data;
    private Path pollConfiguration;
    private Agent agent;

    @BeforeEach
    void oldReleaseRuns() throws IOException {
        vendor = new VendorSite(folder.resolve("vendor"));
        data = folder.resolve("data of poll");
        pollConfiguration = folder.resolve("poll.ini");
        Files.write(
                pollConfiguration,
                "; Служба опроса\r\n[PollHost]\r\nHost = main \r\n\r\n".getBytes(Charset.forName("windows-1251")));
        publish("1.0.0", "version=1.0.0");
        computer = new Installation(folder.resolve("home"))
                .settings("source = folder", "folder = " + vendor.folder(), "components = poll, files")
                .component(
                        "poll",
                        "data = " + data,
                        "variable.port = " + freePort(),
                        "poll.host.file = " + pollConfiguration)
                .trust(vendor);
        agent = computer.started();
        assertThat(agent.update(WHAT_SHOULD_BE, Progress.SILENT))
                .isEqualTo(new UpdateOutcome.Switched(Version.parse("1.0.0"), false));
    }

    @AfterEach
    void stop() throws Exception {
        computer.close();
    }

    private void publish(String version, String... arguments) {
        vendor.publish(
                version,
                new VendorSite.Contents(Map.of(
                        "poll",
                        Programs.watched("poll", version, arguments),
                        "files",
                        new TreeMap<>(Map.of("version.txt", version)))));
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    @Test
    @DisplayName(
            "LS-090 LS-012 All components of a computer change together; sessions end before the old one is stopped")
    void componentsSwitchTogether() throws IOException {
        publish("1.1.0", "version=1.1.0");

        assertThat(agent.update(WHAT_SHOULD_BE, Progress.SILENT))
                .isEqualTo(new UpdateOutcome.Switched(Version.parse("1.1.0"), false));

        assertThat(data.resolve("events")).hasContent("started 1.0.0\ndrained 1.0.0\nstopped 1.0.0\nstarted 1.1.0");
        assertThat(agent.status().components().values()).containsOnly(Version.parse("1.1.0"));
        assertThat(agent.history().get(0).downtime()).isPositive();
    }

    @Test
    @DisplayName("LS-138 LS-012 A component that says it is another version fails the release, and all go back")
    void anotherVersionIsNotHealthy() {
        vendor.publish(
                "1.1.0",
                new VendorSite.Contents(Map.of(
                        "poll",
                        quickly(Programs.watched("poll", "1.1.0", "version=1.0.9")),
                        "files",
                        new TreeMap<>(Map.of("version.txt", "1.1.0")))));

        assertThat(agent.update(WHAT_SHOULD_BE, Progress.SILENT).toString())
                .contains("RolledBack", "LS-COMPONENT-UNHEALTHY", "it says that it is version \"1.0.9\"");

        assertThat(agent.status().components().values()).containsOnly(Version.parse("1.0.0"));
        assertThat(data.resolve("events")).content().endsWith("stopped 1.0.9\nstarted 1.0.0\n");
    }

    private static Map<String, String> quickly(Map<String, String> tree) {
        tree.computeIfPresent("lockstep-component.json", (name, json) -> json.replace("\"within\":20", "\"within\":4"));
        return tree;
    }

    @Test
    @DisplayName("LS-043 The poll service's configuration file survives updates byte for byte, successful or not")
    void thePollConfigurationSurvives() throws IOException {
        byte[] before = Files.readAllBytes(pollConfiguration);
        FileTime modified = Files.getLastModifiedTime(pollConfiguration);
        publish("1.1.0", "version=1.1.0");
        assertThat(agent.update(WHAT_SHOULD_BE, Progress.SILENT)).isInstanceOf(UpdateOutcome.Switched.class);
        assertThat(agent.rollBack(Progress.SILENT)).isInstanceOf(UpdateOutcome.Switched.class);

        assertThat(Files.readAllBytes(pollConfiguration)).isEqualTo(before);
        assertThat(Files.getLastModifiedTime(pollConfiguration)).isEqualTo(modified);
        assertThat(agent.status().warnings())
                .as("LS-041 it is read all the same")
                .anyMatch(warning -> warning.toString().contains("The poll service works with the server main:10000"));
    }
}
