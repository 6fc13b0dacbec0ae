package dev.lockstep.examples.metering.workstation;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.lockstep.examples.metering.system.Component;
import dev.lockstep.examples.metering.system.ListeningAgent;
import dev.lockstep.examples.metering.system.Releases;
import dev.lockstep.examples.metering.system.Running;
import dev.lockstep.examples.metering.system.Site;
import dev.lockstep.examples.metering.system.WindowTour;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The workstation in a real window on a virtual display. The pictures stay in target/window for people to look at. */
@Timeout(900)
final class WindowIT {
    @TempDir
    private Path folder;

    private final Path pictures = Releases.target().resolve("window");

    @Test
    @DisplayName("LS-038 The address typed into the login window reaches the agent on this computer")
    void aPersonLogsInAndSeesReadings() throws Exception {
        try (VirtualDisplay display = display();
                ListeningAgent agent = new ListeningAgent(Map.of("updateSource", "127.0.0.1:10001"));
                Site site = new Site(folder, 4)) {
            collect(site);
            String seen = tour(display, site, "en", "1.1.0", agent.url());
            assertThat(seen)
                    .contains("title: Metering\n")
                    .contains("default port: 10000\n")
                    .contains("bad address: Enter the server's name or address, such as 10.0.0.5, without spaces.\n")
                    .contains("bad port: The port is a number from 1 to 65535. Leave it empty for 10000.\n")
                    .contains("no user: Enter your user name: up to 64 characters.\n")
                    .contains("agent: Updates come from 127.0.0.1:10001.\n")
                    .contains("note: \n")
                    .contains("columns: [Meter][No.][Time][Counter, kWh][Quality]\n");
            assertThat(agent.calls())
                    .containsExactly("{\"application\":\"metering-workstation\","
                            + "\"selected\":{\"address\":\"127.0.0.1\",\"port\":10001},"
                            + "\"servers\":[{\"address\":\"10.0.0.5\",\"port\":10000},"
                            + "{\"address\":\"127.0.0.1\",\"port\":10001}],\"useForUpdates\":false}");
            assertThat(ImageIO.read(pictures.resolve("en-1.1.0-login.png").toFile())
                            .getWidth())
                    .isGreaterThanOrEqualTo(720);
        }
    }

    @Test
    @DisplayName("LS-095 A workstation of another version is told both versions and where the update is")
    void anOlderWorkstationSpeaksRussianAndNamesBothVersions() throws Exception {
        try (VirtualDisplay display = display();
                Site site = new Site(folder, 4)) {
            collect(site);
            String closed = "http://127.0.0.1:" + Component.freePort();
            assertThat(tour(display, site, "ru", "1.0.0", closed))
                    .contains("title: Учёт энергии\n")
                    .contains("bad port: Порт — число от 1 до 65535. Если оставить пустым, будет 10000.\n")
                    .contains("agent: Lockstep на этом компьютере не отвечает и не узнал об этом сервере."
                            + " Работать можно как обычно.\n")
                    .contains("note: Рабочее место 1.0.0, сервер 1.1.0. Обновление Lockstep: порт 10000 сервера.\n")
                    .contains("columns: [Счётчик][№][Время][Показание, кВт·ч]\n");
        }
    }

    private static void collect(Site site) throws Exception {
        site.start("1.1.0", site.server(), site.poll("poll", "meter-1", "meter-2", "meter-3", "meter-4"));
        site.awaitProgress("meter-4");
    }

    private VirtualDisplay display() throws Exception {
        Optional<Path> xvfb = VirtualDisplay.program();
        if (xvfb.isEmpty()) {
            System.err.println("SKIPPED: the login window is NOT tested here, because Xvfb is not installed.");
        }
        assumeTrue(xvfb.isPresent(), "Xvfb is not installed");
        return VirtualDisplay.start(xvfb.get(), folder.resolve("xvfb.log"));
    }

    private String tour(VirtualDisplay display, Site site, String language, String version, String agent)
            throws Exception {
        Files.createDirectories(pictures);
        Path settings = folder.resolve("workstation.ini");
        Files.writeString(settings, "[Servers]\nMain = 10.0.0.5:10000\n");
        List<String> command = new ArrayList<>(List.of(
                Running.java(),
                "-XX:+UseSerialGC",
                "-XX:TieredStopAtLevel=1",
                "-Xmx64m",
                "-Dstdout.encoding=UTF-8",
                "-Dfile.encoding=UTF-8",
                "-cp",
                Releases.tree(version, "metering-workstation").resolve("lib") + "/*:"
                        + Releases.target().resolve("test-classes"),
                WindowTour.class.getName(),
                pictures.toString(),
                language + "-" + version,
                "10001"));
        command.addAll(List.of(
                "--config",
                settings.toString(),
                "--data",
                folder.resolve("workstation").toString(),
                "--language",
                language,
                "--agent",
                agent,
                "--application-port",
                "" + site.applicationPort()));
        try (Running tour = Running.start(
                folder.resolve("tour.log"), command, Map.of("DISPLAY", display.name(), "LC_ALL", "C.UTF-8"))) {
            int code = tour.exitCode(120);
            assertThat(code).as(tour.output()).isZero();
            return tour.output();
        }
    }
}
