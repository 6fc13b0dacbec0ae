package dev.lockstep.launcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class NodeTreeTest {
    @Test
    void saysHowItIsStarted() throws Exception {
        for (FileSystem files : new FileSystem[] {Installation.unix(), Installation.windows()}) {
            try (FileSystem disk = files) {
                NodeTree tree =
                        NodeTree.open(Installation.on(disk).with("1.0.0").home(), "1.0.0");
                assertThat(tree.mainClass()).isEqualTo("m.Main");
                assertThat(tree.classPath())
                        .extracting(jar -> jar.getFileName().toString())
                        .containsExactly("a.jar", "b.jar");
                assertThat(tree.lines("java.options")).containsExactly("-Dof=${karaf.home}");
            }
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"launch/node.properties", "launch/java.options", "launch/etc.system"})
    void aTreeThatIsIncompleteSaysWhatIsMissing(String missing) throws Exception {
        try (FileSystem disk = Installation.unix()) {
            Home home = Installation.on(disk).with("1.0.0").home();
            Files.delete(home.version("1.0.0").resolve(missing));
            assertThatThrownBy(() -> NodeTree.open(home, "1.0.0"))
                    .isInstanceOfSatisfying(
                            LaunchException.class, e -> assertThat(e.code()).isEqualTo("LS-NODE-INCOMPLETE"))
                    .hasMessage(
                            "The node's folder " + home.version("1.0.0") + " is incomplete: " + missing
                                    + " is missing. Unpack the distribution again beside it, or point node/current to another version.");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {17, 21})
    void runsOnTheVersionsOfJavaThatItNames(int java) throws Exception {
        try (FileSystem disk = Installation.unix()) {
            NodeTree tree = NodeTree.open(Installation.on(disk).with("1.0.0").home(), "1.0.0");
            assertThat(new JavaVersion(java, java + ".0.1", "/j").obstacleTo(tree))
                    .isEmpty();
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {11, 22, 25})
    void saysWhichJavaItFoundAndWhatToDo(int java) throws Exception {
        try (FileSystem disk = Installation.unix()) {
            NodeTree tree = NodeTree.open(Installation.on(disk).with("1.0.0").home(), "1.0.0");
            assertThat(new JavaVersion(java, java + ".0.1", "/opt/java").obstacleTo(tree))
                    .map(LaunchException::sentence)
                    .contains("Lockstep 1.0.0 runs on Java 17 to 21, and found Java " + java
                            + ".0.1 in /opt/java. Install a JDK or JRE of version 17 and set LOCKSTEP_JAVA_HOME (or JAVA_HOME) to"
                            + " its folder. [LS-JAVA-UNSUPPORTED]");
        }
    }

    @Test
    void theCommandLineHasTheReleasesOptionsThenTheOperators() throws Exception {
        try (FileSystem disk = Installation.unix()) {
            Home home = Installation.on(disk).with("1.0.0").home();
            Installation.write(
                    home.etc().resolve("lockstep.vmoptions"), "# mine\n-Xmx1g\n-XX:HeapDumpPath=${karaf.log}\n");
            KarafStarter starter = new KarafStarter(
                    home, new JavaVersion(17, "17.0.1", "/j"), new EtcFiles(home), null, sentence -> {});
            Path data = home.karafData("1.0.0", 17);

            List<String> command = starter.command(NodeTree.open(home, "1.0.0"), data);

            assertThat(command)
                    .startsWith(
                            "/j/bin/java",
                            "-Dof=" + home.version("1.0.0"),
                            "-Xmx1g",
                            "-XX:HeapDumpPath=" + home.log(),
                            "-Dlockstep.home=" + home.root(),
                            "-Dlockstep.node.version=1.0.0",
                            "-Dlockstep.role=client")
                    .contains("-Dkaraf.data=" + data, "-Dkaraf.etc=" + home.etc(), "-Dkaraf.base=" + home.root())
                    .endsWith("m.Main");
            assertThat(data.toString()).endsWith("data/karaf/1.0.0-java17");
        }
    }
}
