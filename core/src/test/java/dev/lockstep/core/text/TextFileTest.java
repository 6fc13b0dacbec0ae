package dev.lockstep.core.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.Charset;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TextFileTest {
    private static final String TEXT = "# Обновления\nfolder = /media/Обновления\n";

    /** What reads text that no person writes, each with its reason. */
    private static final Map<String, String> OTHERS = Map.ofEntries(
            Map.entry("ProcessMark.java", "the kernel's"),
            Map.entry("ProcessEnd.java", "the kernel's"),
            Map.entry("NodeState.java", "written by the launcher and the node"),
            Map.entry("NodeTree.java", "in the tree of a version"),
            Map.entry("KarafProcess.java", "Karaf's own"),
            Map.entry("StartCommand.java", "a log"),
            Map.entry("Components.java", "written by the agent"),
            Map.entry("EtcWatch.java", "a list in the tree of a version"),
            Map.entry("GuardList.java", "written by the node"),
            Map.entry("BundleHashes.java", "written by the node and the build"),
            Map.entry("VerifyAuditCommand.java", "the id that the node wrote"),
            Map.entry("Opening.java", "refuses what is not UTF-8 itself"),
            Map.entry("KeyFile.java", "PEM, which is ASCII"));

    @TempDir
    private Path folder;

    @ParameterizedTest
    @DisplayName("LS-182: A text is read in every encoding of Unicode that says so at its beginning")
    @CsvSource({"UTF-8,''", "UTF-8,efbbbf", "UTF-16LE,fffe", "UTF-16BE,feff", "UTF-32LE,fffe0000", "UTF-32BE,0000feff"})
    void marksAreKnown(String charset, String mark) throws IOException {
        Path file = file(mark, TEXT.getBytes(Charset.forName(charset)));

        TextFile read = TextFile.read(file, 1000);

        assertThat(read.text()).isEqualTo(TEXT);
        assertThat(read.isMarked()).isEqualTo(!mark.isEmpty());
        assertThat(TextFile.firstLine(file, 1000)).isEqualTo("# Обновления");
    }

    @ParameterizedTest
    @DisplayName("LS-182: A text in an old encoding is refused by its file and line, and never guessed")
    @ValueSource(strings = {"windows-1251", "KOI8-R", "IBM866", "ISO-8859-5", "Shift_JIS"})
    void oldEncodingsAreRefused(String charset) throws IOException {
        Path file = file("", ("# plain\r\n\r" + TEXT).getBytes(Charset.forName(charset)));

        assertThatThrownBy(() -> TextFile.read(file, 1000)).isInstanceOfSatisfying(ProblemException.class, refused -> {
            assertThat(refused.problem().code()).isEqualTo(ProblemCode.TEXT_ENCODING);
            assertThat(refused.getMessage()).contains(file.toString(), "line 3 is not in UTF-8");
        });
    }

    @ParameterizedTest
    @DisplayName("LS-182: What is no text, or is not what its mark promises, is refused")
    @CsvSource({"'',61006200", "'',6100", "fffe,00d8", "efbbbf,cff0", "fffe,610000", "0000feff,00110000"})
    void noText(String mark, String hex) throws IOException {
        Path file = file(mark, HexFormat.of().parseHex(hex));

        assertThatThrownBy(() -> TextFile.read(file, 1000))
                .isInstanceOf(ProblemException.class)
                .hasMessageContaining(file.toString());
    }

    @Test
    @DisplayName("LS-182: The first line ends where any system ends it")
    void endsOfLines() throws IOException {
        for (String end : new String[] {"\n", "\r\n", "\r", ""}) {
            assertThat(TextFile.firstLine(file("efbbbf", ("пароль " + end).getBytes(Charset.forName("UTF-8"))), 100))
                    .isEqualTo("пароль ");
        }
        assertThat(TextFile.firstLine(file("efbbbf"), 10)).isEmpty();
    }

    @Test
    @DisplayName("LS-182: Another program's file can be used in any encoding, as far as it is ASCII")
    void anotherProgramsFile() {
        byte[] bytes = "; Служба\nHost=a\n".getBytes(Charset.forName("windows-1251"));

        assertThat(TextFile.inAnyEncoding(bytes).text()).endsWith("\nHost=a\n").contains("\ufffd");
    }

    @Test
    @DisplayName("LS-182: Files of people are read in no other way")
    void thereIsOneReader() throws IOException {
        Pattern other = Pattern.compile(
                "Files\\.(readString|readAllLines|lines|newBufferedReader)\\(|new (FileReader|Scanner)\\(");
        Set<String> found = new TreeSet<>();
        Map<String, String> unused = new TreeMap<>(OTHERS);
        Path project = Path.of("..").toRealPath();
        try (Stream<Path> files = Files.find(project, 20, (path, is) -> isProduct(project.relativize(path)))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = file.getFileName().toString();
                if (other.matcher(Files.readString(file)).find()) {
                    unused.remove(name);
                    if (!OTHERS.containsKey(name)) {
                        found.add(name);
                    }
                }
            }
        }
        assertThat(found).isEmpty();
        assertThat(unused).isEmpty();
    }

    private static boolean isProduct(Path path) {
        String text = path.toString().replace('\\', '/');
        return text.endsWith(".java")
                && text.contains("src/main/java/")
                && !text.matches("(examples|benchmarks|integration-tests)/.*")
                && !text.contains("/target/");
    }

    private Path file(String mark, byte... text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(HexFormat.of().parseHex(mark));
        bytes.writeBytes(text);
        return Files.write(folder.resolve("secret.txt"), bytes.toByteArray());
    }
}
