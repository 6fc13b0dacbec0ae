package dev.lockstep.it.attack;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.it.site.NodeInstallation;
import dev.lockstep.it.site.SmallRelease;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * What a computer has and runs.
 *
 * @param node the computer
 * @param installed the release
 * @param trees everything that is installed: components with their versions, and modules
 * @param program the process that runs
 */
record Standing(NodeInstallation node, String installed, Set<String> trees, long program) {
    static Standing of(NodeInstallation node) {
        String installed =
                node.get("/api/v1/local/status").orElseThrow().path("installed").asText();
        return new Standing(node, installed, trees(node), node.pidOf(SmallRelease.PROGRAM));
    }

    private static Set<String> trees(NodeInstallation node) {
        Path components = node.home().resolve("data/lockstep/components");
        try (Stream<Path> files = Files.walk(components, 3)) {
            Set<String> trees = new TreeSet<>();
            files.map(components::relativize)
                    .map(Path::toString)
                    .filter(file -> file.matches("[^/]+/versions/.*"))
                    .forEach(trees::add);
            return trees;
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read " + components, e);
        }
    }

    /** Nothing was installed, and what ran goes on running. */
    void isKept() {
        assertThat(of(node)).isEqualTo(this);
        assertThat(ProcessHandle.of(program))
                .hasValueSatisfying(process -> assertThat(process.isAlive()).isTrue());
    }
}
