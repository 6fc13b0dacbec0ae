package dev.lockstep.core.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DirectoryMetadataStoreTest {
    @TempDir
    private Path folder;

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    @Test
    void trustedFilesHaveTheNamesOfTheirRolesAndAreKeptAsTheyCame() throws Exception {
        DirectoryMetadataStore store = new DirectoryMetadataStore(folder.resolve("vendor"));

        store.write("timestamp", 1, bytes("one "));
        store.write("timestamp", 2, bytes("two "));

        assertThat(folder.resolve("vendor/timestamp.json")).hasContent("two ");
        assertThat(new DirectoryMetadataStore(folder.resolve("vendor")).read("timestamp"))
                .contains(bytes("two "));
        assertThat(store.read("snapshot")).isEmpty();
        store.delete("timestamp");
        store.delete("timestamp");
        assertThat(store.read("timestamp")).isEmpty();
    }

    @Test
    void whatCannotBeWrittenIsAProblemOfThisComputersDisk() throws Exception {
        Path file = Files.createFile(folder.resolve("file"));

        assertThatExceptionOfType(ProblemException.class)
                .isThrownBy(
                        () -> new DirectoryMetadataStore(file.resolve("vendor")).write("timestamp", 1, bytes("one")))
                .satisfies(failure -> assertThat(failure.problem().code()).isEqualTo(ProblemCode.NOT_WRITABLE));
    }

    @Test
    void aRoleWithANameThatNoFileCanHaveIsNotThere() throws Exception {
        MetadataFetcher fetcher = new DirectoryMetadataFetcher(folder);

        assertThat(fetcher.fetch(ConsistentNames.metadata("a\0b", 1), 1000)).isEmpty();
    }

    @Test
    void everyRootIsKeptForEver() throws Exception {
        DirectoryMetadataStore store = new DirectoryMetadataStore(folder);
        store.write("root", 1, bytes("first"));
        store.write("root", 2, bytes("second"));
        store.delete("root");

        assertThat(store.readRoot(1)).contains(bytes("first"));
        assertThat(store.readRoot(2)).contains(bytes("second"));
        assertThat(store.readRoot(3)).isEmpty();
    }

    @Test
    void noNameOfARoleLeavesTheFolderOrTakesAnothersPlace() throws Exception {
        List<String> names = List.of(
                "targets",
                "Targets",
                "TARGETS",
                "acme",
                "Acme",
                "../acme",
                "..",
                ".",
                "/etc/passwd",
                "a/b",
                "a%2Fb",
                "a\\b",
                "C:x",
                "con",
                "CON",
                "nul.txt",
                "lpt1",
                "aux",
                "a b",
                "?",
                "*",
                "é",
                "e\u0301",
                "x".repeat(500),
                "x".repeat(501),
                "~",
                ".hidden",
                "roots",
                "\u0000",
                "\n");
        Path inner = folder.resolve("inner");
        DirectoryMetadataStore store = new DirectoryMetadataStore(inner);
        for (String name : names) {
            store.write(name, 1, bytes(name));
        }

        for (String name : names) {
            assertThat(store.read(name)).as(name).contains(bytes(name));
        }
        try (var outside = Files.list(folder)) {
            assertThat(outside).containsExactly(inner);
        }
        Map<String, Path> ignoringCase = new HashMap<>();
        try (var files = Files.list(inner)) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                assertThat(ignoringCase.put(name.toLowerCase(Locale.ROOT), file))
                        .isNull();
                assertThat(name).matches("[a-z0-9%~._A-F-]+\\.json").hasSizeLessThan(200);
                assertThat(name).doesNotMatch("(con|prn|aux|nul|com[0-9]|lpt[0-9])\\..*");
            }
        }
        assertThat(ignoringCase).hasSize(names.size());
    }
}
