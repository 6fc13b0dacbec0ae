package dev.lockstep.it.demo;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.it.site.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

/** What a newcomer types first, as a process of its own. */
class DemoIT {
    private static final Path ROOT = Path.of(System.getProperty("lockstep.root"));

    @Test
    @DisplayName(
            "LS-001 LS-003 LS-004 LS-067 LS-090 LS-117 LS-124 LS-128 The demo keeps all computers on one version that works, and says that no reading was lost")
    void theDemoEndsWithEveryStepVerified() throws IOException {
        Path folder = ROOT.resolve("integration-tests/target/demo");
        Files.createDirectories(folder.getParent());
        ChildProcess.run(List.of("rm", "-rf", folder.toString()), folder.getParent(), Map.of(), 300)
                .orThrow();
        ChildProcess.Finished demo = ChildProcess.run(
                List.of(ROOT.resolve("lockstep").toString(), "demo", "--folder", folder.toString()),
                ROOT,
                Map.of("JAVA_HOME", System.getProperty("java.home")),
                1800);
        Files.writeString(folder.resolveSibling("demo.txt"), demo.output());
        assertThat(demo.exitCode()).as(demo.output()).isZero();
        assertThat(demo.output().stripTrailing()).endsWith("readings lost: 0, doubled: 0");
    }

    @Test
    void anOptionThatIsNotKnownIsNamedWithTheHelp() {
        ChildProcess.Finished demo = ChildProcess.run(
                List.of(ROOT.resolve("lockstep").toString(), "demo", "--quickly"),
                ROOT,
                Map.of("JAVA_HOME", System.getProperty("java.home")),
                1800);
        assertThat(demo.exitCode()).isEqualTo(2);
        assertThat(demo.output()).contains("unknown option: --quickly").contains("Usage: ./lockstep demo");
    }
}
