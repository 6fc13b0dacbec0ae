package dev.lockstep.client.internal.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.lockstep.client.internal.component.ComponentFolders;
import dev.lockstep.core.access.Right;
import dev.lockstep.core.node.NodeIdentity;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.release.Platform;
import dev.lockstep.core.settings.PropertiesText;
import dev.lockstep.core.settings.RightsSettings;
import dev.lockstep.core.text.TextFile;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every file of people that the node reads, in every encoding: read right, or refused by name. */
class PeoplesFilesTest {
    private static final String FOLDER = "/media/Обновления";

    @TempDir
    private Path home;

    /** A way in which a file is read: what it says, or else the refusal. */
    private interface Reader {
        String read() throws IOException;
    }

    private record PeoplesFile(String path, String text, Reader reader) {}

    private List<PeoplesFile> files() {
        Path etc = home.resolve("etc");
        NodeIdentity identity = new NodeIdentity("id", "computer", Platform.ANY, home, home.resolve("data/lockstep"));
        ComponentFolders components = new ComponentFolders(identity, () -> "");
        return List.of(
                new PeoplesFile("etc/dev.lockstep.node.cfg", "# Папка\nfolder = " + FOLDER + "\n", () -> {
                    SettingsFile settings = new SettingsFile(etc);
                    settings.problem().ifPresent(problem -> {
                        throw new ProblemException(problem);
                    });
                    return settings.node().folder();
                }),
                new PeoplesFile("etc/dev.lockstep.secrets.properties", "proxy.password = " + FOLDER + "\n", () -> {
                    SettingsFile settings = new SettingsFile(etc);
                    settings.problem().ifPresent(problem -> {
                        throw new ProblemException(problem);
                    });
                    return settings.texts().get("proxy.password");
                }),
                new PeoplesFile(
                        "etc/dev.lockstep.component-poll.cfg",
                        "variable.folder = " + FOLDER + "\n",
                        () -> components
                                .deployed("poll", Version.parse("1.0.0"))
                                .fill("${folder}")),
                new PeoplesFile(
                        "data/lockstep/components/poll/versions/1.0.0/lockstep-component.json",
                        "{\"format\": 1, \"title\": \"" + FOLDER + "\"}\n",
                        () -> components
                                        .deployed("poll", Version.parse("1.0.0"))
                                        .toString()
                                        .contains(FOLDER)
                                ? FOLDER
                                : "?"),
                new PeoplesFile("etc/dev.lockstep.rights.cfg", "# Роли\nview = " + FOLDER + "\n", () -> {
                    List<String> warnings = new ArrayList<>();
                    String read = RightsSettings.FILE
                            .read(asKarafReadsIt(etc.resolve("dev.lockstep.rights.cfg")), warnings::add)
                            .get(RightsSettings.ROLES.get(Right.VIEW))
                            .get(0);
                    if (!warnings.isEmpty()) {
                        throw new IOException(warnings.toString());
                    }
                    return read;
                }),
                new PeoplesFile(
                        "passphrase", FOLDER + "\n", () -> TextFile.firstLine(home.resolve("passphrase"), 4096)));
    }

    /** Karaf takes every file for ISO 8859-1. */
    private static Map<String, Object> asKarafReadsIt(Path file) throws IOException {
        Properties properties = new Properties();
        try (InputStream in = Files.newInputStream(file)) {
            properties.load(in);
        }
        Map<String, Object> values = new HashMap<>();
        properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
        values.put("felix.fileinstall.filename", file.toUri().toString());
        return values;
    }

    @Test
    @DisplayName(
            "LS-182: Every file of people is read right or refused by its name, in every encoding and with every end of line")
    void everyFileInEveryEncoding() throws IOException {
        for (PeoplesFile file : files()) {
            Path path = home.resolve(file.path());
            Files.createDirectories(path.getParent());
            for (String end : List.of("\n", "\r\n", "\r")) {
                String text = file.text().replace("\n", end);
                for (String charset : List.of("UTF-8", "UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE")) {
                    Files.write(path, ("\ufeff" + text).getBytes(Charset.forName(charset)));
                    assertThat(file.reader().read())
                            .as(file.path() + " in marked " + charset)
                            .isEqualTo(FOLDER);
                }
                Files.write(path, text.getBytes(StandardCharsets.UTF_8));
                assertThat(file.reader().read()).as(file.path()).isEqualTo(FOLDER);
                for (String charset : List.of("windows-1251", "KOI8-R", "IBM866", "UTF-16LE")) {
                    Files.write(path, text.getBytes(Charset.forName(charset)));
                    assertThat(catchThrowable(file.reader()::read))
                            .as(file.path() + " in " + charset)
                            .isNotNull()
                            .hasMessageContaining(path.getFileName().toString());
                }
            }
            Files.delete(path);
        }
    }

    @Test
    @DisplayName("LS-182: A comment in an old encoding does no harm, and stays byte for byte when a setting changes")
    void commentsStay() throws IOException {
        Path file = Files.createDirectories(home.resolve("etc")).resolve("dev.lockstep.node.cfg");
        byte[] comment = "# Сервер… (старый)\n".getBytes(Charset.forName("windows-1251"));
        Files.write(file, comment);
        Files.write(file, "server.address = old\n".getBytes(StandardCharsets.US_ASCII), StandardOpenOption.APPEND);

        SettingsFile settings = new SettingsFile(file.getParent());
        assertThat(settings.problem()).isEmpty();
        settings.put(Map.of("server.address", "new", "folder", FOLDER));

        assertThat(Files.readAllBytes(file)).startsWith(comment);
        assertThat(PropertiesText.read(file).values())
                .containsEntry("server.address", "new")
                .containsEntry("folder", FOLDER);
    }
}
