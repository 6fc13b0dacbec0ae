package dev.lockstep.examples.metering.common;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class SettingsFileTest {
    @TempDir
    private Path folder;

    private Path file;

    @BeforeEach
    void nameTheFile() {
        file = folder.resolve("poll.ini");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "; a comment\n[PollHost]\r\nHost = 10.0.0.5 \r\nPort=10000\n[Empty]\n# end",
                "\uFEFF[pollhost]\nhost=10.0.0.5\nPORT=10000",
                "{\"PollHost\":{\"Host\":\"10.0.0.5\",\"Port\":10000}}",
                "<?xml version=\"1.0\"?>\n<configuration><PollHost><Host> 10.0.0.5 </Host>"
                        + "<Port>10000</Port></PollHost></configuration>"
            })
    void saysTheSameInEachForm(String text) throws Exception {
        Settings settings = read(text);
        assertThat(settings.required("PollHost", "Host")).isEqualTo("10.0.0.5");
        assertThat(settings.number("PollHost", "Port", 1, 65535, 1)).isEqualTo(10000);
        assertThat(settings.text("PollHost", "Other")).isEmpty();
    }

    @Test
    void namesFileSectionAndKeyOfAMissingOrEmptyValue() throws Exception {
        Settings settings = read("[PollHost]\nHost=\n");
        assertThatThrownBy(() -> settings.required("PollHost", "Host"))
                .isInstanceOfSatisfying(
                        BadInput.class, e -> assertThat(e.code()).isEqualTo("settings.missing"))
                .hasMessage(file + ": key Host of section PollHost is missing or empty.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"ten", "0", "65536", "99999999999"})
    void namesThePortThatIsNone(String port) throws Exception {
        Settings settings = read("[PollHost]\nPort=" + port);
        assertThatThrownBy(() -> settings.number("PollHost", "Port", 1, 65535, 1))
                .hasMessage(file + ": key Port of section PollHost must be a whole number from 1 to 65535, not \""
                        + port + "\".");
    }

    @Test
    void namesTheLineThatIsNoSetting() {
        assertThatThrownBy(() -> read("[A]\nB=1\nwhat is this"))
                .hasMessage(file + " is not a configuration file: line 3 is neither [Section] nor Key=Value.");
    }

    @Test
    void readsNothingFromOutsideAnXmlFile() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "secret");
        assertThatThrownBy(() -> read("<!DOCTYPE c [<!ENTITY x SYSTEM \"" + secret.toUri()
                        + "\">]><c><PollHost><Host>&x;</Host></PollHost></c>"))
                .isInstanceOfSatisfying(
                        BadInput.class, e -> assertThat(e.code()).isEqualTo("settings.malformed"))
                .hasMessageContaining("DOCTYPE is disallowed");
    }

    @Test
    void refusesTornJsonAndXml() {
        assertThatThrownBy(() -> read("{\"PollHost\":")).hasMessageContaining("it ends too early");
        assertThatThrownBy(() -> read("<c><PollHost></c>")).hasMessageContaining("must be terminated");
    }

    @Test
    void refusesWhatIsNoTextTooLargeOrNotThere() throws IOException {
        assertThatThrownBy(() -> SettingsFile.read(file)).hasMessage(file + " does not exist.");
        Files.write(file, new byte[] {(byte) 0xC3, 0x28});
        assertThatThrownBy(() -> SettingsFile.read(file)).hasMessage(file + " is not a text file in UTF-8.");
        Files.write(file, new byte[300_000]);
        assertThatThrownBy(() -> SettingsFile.read(file)).hasMessage(file + " is larger than 262144 bytes.");
    }

    private Settings read(String text) throws IOException, BadInput {
        return SettingsFile.read(Files.writeString(file, text));
    }
}
