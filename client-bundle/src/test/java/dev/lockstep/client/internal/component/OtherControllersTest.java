package dev.lockstep.client.internal.component;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.component.ComponentDescription;
import dev.lockstep.core.component.DescriptionReader;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@EnabledOnOs(OS.LINUX)
class OtherControllersTest {
    @TempDir
    private Path folder;

    @Test
    void aComponentIsRunByItsOwnCommands() throws Exception {
        Deployed component = component(new ComponentDescription.Commands(
                List.of("/usr/bin/touch", "${data}/running"),
                List.of("/bin/rm", "${data}/running"),
                List.of("/usr/bin/test", "-e", "${data}/running")));
        CommandController controller = new CommandController();

        controller.start(component);
        assertThat(controller.isRunning(component)).isTrue();
        controller.start(component);
        controller.stop(component);
        assertThat(controller.isRunning(component)).isFalse();
        controller.stop(component);
    }

    @Test
    void aCommandThatFailsIsToldWithItsLastWords() {
        Deployed component = component(new ComponentDescription.Commands(
                List.of("/bin/sh", "-c", "echo first; echo the licence has expired; exit 4"),
                List.of("/bin/true"),
                List.of("/bin/false")));

        assertThatThrownBy(() -> new CommandController().start(component))
                .hasMessageContaining("one 1.0.0 could not be started: the licence has expired (exit code 4)");
    }

    @Test
    void aUnitIsStartedAndStoppedByArgumentsAndNeverThroughAShell() throws Exception {
        Path calls = folder.resolve("calls");
        Path systemctl = script("#!/bin/sh\necho \"$@\" >> " + calls + "\n[ $1 != is-active ]\n");
        SystemdController controller = new SystemdController(systemctl.toString());
        Deployed component = component(new ComponentDescription.Systemd("metering@1.service"));

        controller.start(component);
        controller.stop(component);

        assertThat(calls).hasContent("start metering@1.service\nstop metering@1.service\nis-active metering@1.service");
        assertThatThrownBy(() -> new ComponentDescription.Systemd("a;reboot"))
                .hasMessageContaining("systemd.unit is not the name of a unit");
    }

    @Test
    void aUnitThatDoesNotStopIsAProblem() throws Exception {
        SystemdController controller =
                new SystemdController(script("#!/bin/sh\nexit 0\n").toString());
        Deployed component = component(new ComponentDescription.Systemd("metering.service"));

        assertThatThrownBy(() -> controller.stop(component)).hasMessageContaining("did not stop within 2 seconds");
    }

    @Test
    void featuresNeedTheirService() {
        Deployed component = component(new ComponentDescription.Features("features.xml", List.of("a")));
        Controllers controllers = new Controllers(new PassiveController(), "systemctl", Optional::empty);

        assertThatThrownBy(() -> controllers.of(component))
                .hasMessageContaining("no service that installs OSGi features");
    }

    @Test
    void aDescriptionThatCannotBeUsedIsNamed() throws IOException {
        assertRefused("{", "it is not JSON");
        assertRefused("{\"format\":2}", "its format is not 1");
        assertRefused("{\"format\":1,\"name\":\"other\"}", "it describes the component \"other\"");
        assertRefused("{\"format\":1,\"controller\":\"magic\"}", "there is no controller \"magic\"");
        assertRefused("{\"format\":1,\"controller\":\"process\"}", "process.command is empty");
        assertRefused("{\"format\":1,\"stop\":{\"limit\":-1}}", "limit is not a number of seconds");
    }

    private void assertRefused(String json, String reason) throws IOException {
        Files.writeString(folder.resolve(ComponentDescription.FILE), json);
        assertThatThrownBy(() -> DescriptionReader.read("one", folder)).hasMessageContaining(reason);
    }

    private Path script(String text) throws IOException {
        Path script = Files.writeString(folder.resolve("systemctl"), text);
        return Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
    }

    private Deployed component(ComponentDescription.Control control) {
        return new Deployed(
                "one",
                Version.parse("1.0.0"),
                folder,
                folder.resolve("state"),
                folder.resolve("log/one.log"),
                folder.resolve("data"),
                new ComponentDescription(
                        "One",
                        control,
                        new ComponentDescription.Health(Optional.empty(), Duration.ofSeconds(5), Duration.ZERO),
                        Optional.empty(),
                        Duration.ofSeconds(2)),
                new Placeholders(Map.of("data", folder.resolve("data").toString())));
    }
}
