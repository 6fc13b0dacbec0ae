package dev.lockstep.core.tuf;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.tuf.model.Hashes;
import dev.lockstep.core.tuf.model.TargetFile;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ConsistentNamesTest {
    private static final String HASH = Simulator.HASH;

    private static TargetFile target(String path) {
        return new TargetFile(path, 1, Hashes.sha256(HASH));
    }

    @Test
    void targetsCarryTheirHashBeforeTheirName() throws Exception {
        assertThat(ConsistentNames.target(target("releases/1.1.0.json"))).isEqualTo("releases/" + HASH + ".1.1.0.json");
        assertThat(ConsistentNames.target(target("a.jar"))).isEqualTo(HASH + ".a.jar");
        assertThat(ConsistentNames.target(target("a b/ü?.jar"))).isEqualTo("a%20b/" + HASH + ".%C3%BC%3F.jar");
        assertThat(ConsistentNames.plainTarget(target("a b/c.jar"))).isEqualTo("a%20b/c.jar");
        assertThat(ConsistentNames.target(Path.of("targets"), target("x/a.jar")))
                .isEqualTo(Path.of("targets", "x", HASH + ".a.jar"));
    }

    @Test
    void theSha256NamesTheFileWhereThereAreSeveralHashes() throws Exception {
        Map<String, String> hashes = new LinkedHashMap<>();
        hashes.put("sha512", "cd".repeat(64));
        assertThat(ConsistentNames.target(new TargetFile("a", 1, new Hashes(hashes))))
                .isEqualTo("cd".repeat(64) + ".a");
        hashes.put("sha256", HASH.toUpperCase(Locale.ROOT));
        assertThat(ConsistentNames.target(new TargetFile("a", 1, new Hashes(hashes))))
                .isEqualTo(HASH + ".a");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "/a",
                "a/",
                "a//b",
                "..",
                ".",
                "../a",
                "a/../b",
                "a/./b",
                "a\\b",
                "C:/a",
                "a\u0000",
                "a\nb",
                "a:stream"
            })
    void aTargetPathThatCouldLeaveItsFolderIsRefused(String path) {
        assertThatThrownBy(() -> ConsistentNames.target(target(path)))
                .isInstanceOf(UnsafeNameException.class)
                .hasMessageStartingWith("the target path \"" + path + "\" is refused: it has ");
        assertThatThrownBy(() -> ConsistentNames.plainTarget(target(path))).isInstanceOf(UnsafeNameException.class);
        assertThatThrownBy(() -> ConsistentNames.target(Path.of("x"), target(path)))
                .isInstanceOf(UnsafeNameException.class);
    }
}
