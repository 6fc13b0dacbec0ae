package dev.lockstep.client.internal.address;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.source.ServerAddress;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PollHostTest {
    @TempDir
    private Path folder;

    private Path file;
    private PollHost pollHost;

    @BeforeEach
    void noFile() {
        file = folder.resolve("poll.conf");
        pollHost = new PollHost(file, folder.resolve("poll-host.json"));
    }

    @ParameterizedTest
    @DisplayName("LS-039 The address comes from section PollHost, in whatever form the file has")
    @ValueSource(
            strings = {
                "[Other]\nHost=wrong\n[PollHost]\nHost=server.local\nPort=10001\n[More]\nPort=1\n",
                "; comment\r\n[pollhost]\r\n host = \"server.local\" ; the main one\r\n port=10001\r\n",
                "<PollHost Host=\"server.local\" Port=\"10001\"/>",
                "<?xml version=\"1.0\"?><config><PollHost><Host>server.local</Host><Port> 10001 </Port></PollHost></config>",
                "{\"Other\":{},\"PollHost\":{\"Host\":\"server.local\",\"Port\":10001}}",
                "{\"pollHost\":{\"host\":\"server.local\",\"port\":\"10001\"}}",
                "\ufeff[PollHost]\nHost=server.local\nPort=10001\n"
            })
    void everyFormIsRead(String text) throws IOException {
        Files.writeString(file, text);

        assertThat(pollHost.read().address()).contains(new ServerAddress("server.local", 10001));
        assertThat(pollHost.read().problem()).isEmpty();
    }

    @ParameterizedTest
    @DisplayName(
            "LS-182: A file in an old encoding is used as far as it is ASCII, and no letter of an address is guessed")
    @ValueSource(strings = {"windows-1251", "KOI8-R", "IBM866"})
    void anOldEncoding(String charset) throws IOException {
        String text = "[Общее…]\r\nИмя=Служба опроса\r\n[PollHost]\r\n; сервер\r\nHost=server\r\n";
        Files.write(file, text.getBytes(Charset.forName(charset)));
        assertThat(pollHost.read().address()).contains(new ServerAddress("server", 10000));

        Files.write(file, "[PollHost]\nHost=сервер\n".getBytes(Charset.forName(charset)));
        var problem = pollHost.read().problem().orElseThrow();
        assertThat(problem.facts().get("key")).isEqualTo("PollHost.Host");
        assertThat(problem.toString()).contains(file.toString(), "not in UTF-8");
        assertThat(pollHost.read().address()).contains(new ServerAddress("server", 10000));
    }

    @ParameterizedTest
    @DisplayName("LS-182: A file with a mark of UTF-16 is read in every form, and one without is refused")
    @ValueSource(
            strings = {
                "[PollHost]\rHost=server\rPort=10001\r",
                "{\"PollHost\":{\"Host\":\"server\",\"Port\":10001}}",
                "<PollHost Host='server' Port='10001'/>"
            })
    void utf16(String text) throws IOException {
        for (String charset : new String[] {"UTF-16LE", "UTF-16BE"}) {
            Files.write(file, ("\ufeff" + text).getBytes(Charset.forName(charset)));
            assertThat(pollHost.read().address()).contains(new ServerAddress("server", 10001));
            assertThat(pollHost.read().problem()).isEmpty();
        }
        if (!text.startsWith("<")) {
            Files.write(file, text.getBytes(StandardCharsets.UTF_16LE));
            assertThat(pollHost.read().problem().orElseThrow().toString()).contains("without a mark");
        }
    }

    @ParameterizedTest
    @DisplayName(
            "LS-182: JSON as people write it: comments, also before it, and a comma too many; nothing is chosen among two")
    @ValueSource(
            strings = {
                "// the server\n{\"PollHost\":{\"Host\":\"server\",\"Port\":10001,},}",
                "/* Опрос */ # x\n {\"PollHost\":{/*a*/\"Host\":\"server\",//b\n\"Port\":10001 #c\n}}"
            })
    void json(String text) throws IOException {
        Files.writeString(file, text);
        assertThat(pollHost.read().address()).contains(new ServerAddress("server", 10001));

        for (String twice : new String[] {
            "{\"PollHost\":{\"Host\":\"a\",\"Host\":\"b\"}}",
            "{\"PollHost\":{\"Host\":\"a\"}} {\"PollHost\":{\"Host\":\"b\"}}"
        }) {
            Files.writeString(file, twice);
            assertThat(pollHost.read().problem()).as(twice).isPresent();
        }
    }

    @Test
    @DisplayName("LS-182: What a section does not say is not taken from the next one")
    void theNextSection() throws IOException {
        for (String end : new String[] {"\n", "\r\n", "\r"}) {
            Files.writeString(file, "[PollHost]\nHost=server\n[Other]\nPort=7\nHost=wrong\n".replace("\n", end));
            assertThat(pollHost.read().address()).contains(new ServerAddress("server", 10000));
            Files.writeString(file, "[Pollhost]\n[Other]\nPort=7\nHost=wrong\n".replace("\n", end));
            assertThat(pollHost.read().problem().orElseThrow().facts().get("key"))
                    .isEqualTo("PollHost.Host");
        }
    }

    @ParameterizedTest
    @DisplayName("LS-043 A file without a usable address is named, with the key and what is wrong")
    @CsvSource(
            delimiter = '|',
            value = {
                "''|PollHost|the file is empty",
                "[Other]|PollHost|there is no such section",
                "{\"a\":1}|PollHost|there is no such section",
                "<a/>|PollHost|there is no such section",
                "[PollHost]|PollHost.Host|it is missing or empty",
                "{\"PollHost\":{\"Host\":\"\"}}|PollHost.Host|it is missing or empty",
                "<PollHost Host='not a name'/>|PollHost.Host|is no address",
                "<PollHost Host='s' Port='0'/>|PollHost.Port|is not a number from 1 to 65535",
                "{\"PollHost\":{\"Host\":\"s\"|PollHost|the file is not JSON",
                "{\"PollHost\":5}|PollHost|it is not an object with Host and Port",
                "<PollHost Host=|PollHost|the file is not usable XML"
            })
    void whatIsWrongIsSaid(String text, String key, String reason) throws IOException {
        Files.writeString(file, text);

        var problem = pollHost.read().problem().orElseThrow();

        assertThat(problem.code()).isEqualTo(ProblemCode.POLLHOST_MISSING);
        assertThat(problem.facts().get("key")).isEqualTo(key);
        assertThat(problem.toString()).contains(file.toString(), reason, "The last good address stays in force");
    }

    @Test
    @DisplayName("LS-043 A missing file is named too")
    void aMissingFileIsNamed() {
        assertThat(pollHost.read().problem().orElseThrow().toString())
                .contains(file.toString(), "there is no such file");
    }

    @Test
    void anXmlFileCannotReadOtherFiles() throws IOException {
        Path secret = Files.writeString(folder.resolve("secret"), "stolen");
        Files.writeString(
                file,
                "<!DOCTYPE a [<!ENTITY x SYSTEM \"" + secret.toUri() + "\">]><PollHost><Host>&x;</Host></PollHost>");

        assertThat(pollHost.read().address()).isEmpty();
        assertThat(pollHost.read().problem().orElseThrow().toString()).contains("DOCTYPE");
    }

    @Test
    @DisplayName("LS-043 While the file is broken the last good address stays in force, even over a restart")
    void theLastGoodAddressStays() throws IOException {
        Files.writeString(file, "[PollHost]\nHost=good\n");
        assertThat(pollHost.read().address()).contains(new ServerAddress("good", 10000));

        Files.writeString(file, "[PollHo");

        assertThat(pollHost.read().address()).contains(new ServerAddress("good", 10000));
        PollHost restarted = new PollHost(file, folder.resolve("poll-host.json"));
        assertThat(restarted.read().address()).contains(new ServerAddress("good", 10000));
        assertThat(restarted.read().problem()).isPresent();
    }

    @Test
    @DisplayName("LS-035 A new port in the file is the only thing that changes")
    void aNewPortIsSeen() throws IOException {
        Files.writeString(file, "[PollHost]\nHost=server\nPort=10000\n");
        assertThat(pollHost.read().address()).contains(new ServerAddress("server", 10000));

        Files.writeString(file, "[PollHost]\nHost=server\nPort=10001\n");

        assertThat(pollHost.read().address()).contains(new ServerAddress("server", 10001));
    }

    @Test
    void aHugeFileIsRefused() throws IOException {
        Files.write(file, new byte[2 * 1024 * 1024]);

        assertThat(pollHost.read().problem().orElseThrow().toString()).contains("longer than 1048576 bytes");
    }

    @Test
    @DisplayName("LS-043 Reading never changes a byte or a date of the file")
    void theFileIsOnlyRead() throws IOException {
        byte[] odd = "\ufeff[PollHost]\r\nHost=server \r\n\r\n\t;end".getBytes(StandardCharsets.UTF_8);
        Files.write(file, odd);
        var modified = Files.getLastModifiedTime(file);

        pollHost.read();

        assertThat(Files.readAllBytes(file)).isEqualTo(odd);
        assertThat(Files.getLastModifiedTime(file)).isEqualTo(modified);
    }
}
