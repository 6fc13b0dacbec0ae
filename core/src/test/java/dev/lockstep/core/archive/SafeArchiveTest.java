package dev.lockstep.core.archive;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.archive.HostileArchives.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.jar.JarFile;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SafeArchiveTest {
    @TempDir
    Path folder;

    @Test
    @DisplayName("LS-175: hostile archives of every kind are refused by name, with a heap of 64 MB")
    void everyHostileArchiveIsRefusedInLittleMemory() throws Exception {
        Map<Path, String> archives = new HostileArchives(folder.resolve("archives")).write();
        Path output = folder.resolve("output");
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx64m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("surefire.test.class.path", System.getProperty("java.class.path")),
                        Judged.class.getName(),
                        folder.resolve("archives").toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();

        assertThat(process.waitFor(10, TimeUnit.MINUTES)).isTrue();

        Map<String, String> expected = new TreeMap<>();
        archives.forEach((file, reason) -> expected.put(file.getFileName().toString(), reason));
        Map<String, String> found = new TreeMap<>();
        for (String line : Files.readAllLines(output)) {
            String[] words = line.split(" ", 2);
            found.put(words[0], words.length > 1 ? words[1] : "");
        }
        assertThat(found).isEqualTo(expected);
        assertThat(process.exitValue()).isZero();
        assertThat(expected).hasSizeGreaterThan(50);
    }

    /** Judges all files of a folder, in a process of its own. */
    static final class Judged {
        private Judged() {}

        public static void main(String... arguments) throws IOException {
            try (var files = Files.list(Path.of(arguments[0]))) {
                for (Path file : files.sorted().toList()) {
                    System.out.println(file.getFileName() + " " + verdict(file));
                }
            }
        }

        private static String verdict(Path file) throws IOException {
            try (JarFile jar = SafeArchive.open(file)) {
                return "opened with " + jar.size() + " files";
            } catch (UnsafeArchiveException e) {
                return e.sentence().key();
            }
        }
    }

    @Test
    void whatJavaItselfWritesIsOpenedAndRead() throws Exception {
        Path file = folder.resolve("honest.jar");
        byte[] inner = HostileArchives.archive(new File("x", "inner")).bytes();
        try (ZipOutputStream out = new ZipOutputStream(Files.newOutputStream(file))) {
            out.setComment("a comment");
            for (String name : List.of("META-INF/", HostileArchives.MANIFEST, "Ä/ж.txt", "empty", "lib/inner.jar")) {
                out.putNextEntry(new ZipEntry(name));
                out.write(
                        switch (name) {
                            case "META-INF/", "empty" -> new byte[0];
                            case "lib/inner.jar" -> inner;
                            default -> name.repeat(1000).getBytes(StandardCharsets.UTF_8);
                        });
            }
        }

        try (JarFile jar = SafeArchive.open(file)) {
            assertThat(jar.size()).isEqualTo(5);
            assertThat(jar.getInputStream(jar.getEntry("lib/inner.jar"))).hasBinaryContent(inner);
        }
        try (ZipInputStream zip = SafeArchive.open(Files.readAllBytes(file))) {
            assertThat(zip.getNextEntry()).isNotNull();
        }
    }

    @Test
    void aFolderMayStandInTheListTwice() throws Exception {
        Path file = Files.write(
                folder.resolve("folders.jar"),
                HostileArchives.archive(new File("a/", ""), new File("a/", ""), new File("a/b", "b"))
                        .bytes());

        SafeArchive.require(file);
    }

    @Test
    @DisplayName("LS-175: an archive in memory is judged like a file")
    void anArchiveInMemoryIsJudged() throws Exception {
        byte[] twice =
                HostileArchives.archive(new File("a", "a"), new File("a", "b")).bytes();

        assertThatThrownBy(() -> SafeArchive.open(twice)).isInstanceOf(UnsafeArchiveException.class);
    }
}
