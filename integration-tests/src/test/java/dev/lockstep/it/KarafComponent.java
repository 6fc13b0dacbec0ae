package dev.lockstep.it;

import dev.lockstep.it.site.ChildProcess;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Apache Karaf as its makers packed it, and what a vendor adds to make a component of it: how it is run, with everything that
 * it writes outside its tree.
 */
final class KarafComponent {
    static final String NAME = "karaf";

    private static final String START = """
            #!/bin/sh
            # Karaf writes into its own etc, and no version's tree is ever written to: each has a base in the data folder.
            set -eu
            tree=$1 base=$2
            mkdir -p "$base/data" "$base/deploy"
            if [ ! -d "$base/etc" ]; then
                cp -R "$tree/etc" "$base/etc.new"
                mv "$base/etc.new" "$base/etc"
            fi
            export KARAF_BASE="$base"
            exec "$tree/bin/karaf" daemon
            """;
    private static final String DESCRIPTION = """
            {"format":1,"name":"karaf","title":"Apache Karaf","controller":"process",
             "process":{
               "command":["${tree}/start","${tree}","${data}/VERSION"],
               "environment":{"JAVA":"${java}","JAVA_MIN_MEM":"32m","JAVA_MAX_MEM":"160m",
                 "EXTRA_JAVA_OPTS":"-XX:+UseSerialGC -XX:TieredStopAtLevel=1",
                 "KARAF_OPTS":"OPTIONS"}},
             "health":{"within":300,"stable":1},
             "stop":{"limit":20}}
            """;
    private static final List<String> OPTIONS = List.of(
            "-Dkaraf.instances=${data}/instances",
            "-Dorg.apache.karaf.shell.sshHost=127.0.0.1",
            "-Dorg.apache.karaf.shell.sshPort=${ssh.port}",
            "-Dorg.apache.karaf.management.rmiRegistryPort=${registry.port}",
            "-Dorg.apache.karaf.management.rmiServerPort=${jmx.port}",
            "-Dorg.apache.karaf.management.serviceUrl=service:jmx:rmi://127.0.0.1:${jmx.port}/jndi/rmi://127.0.0.1:${registry.port}/karaf");

    private KarafComponent() {}

    /**
     * Lays a release out: a folder for each of its components, which is this one.
     *
     * @param archive as its makers packed it
     * @param folder does not exist yet
     * @return {@code folder}
     */
    static Path release(Path archive, String version, Path folder) throws IOException {
        Path tree = Files.createDirectories(folder.resolve(NAME));
        ChildProcess.run(
                        List.of("tar", "-xzf", archive.toString(), "--strip-components=1", "-C", tree.toString()),
                        folder,
                        Map.of(),
                        300)
                .orThrow();
        Path start = Files.writeString(tree.resolve("start"), START);
        Files.setPosixFilePermissions(start, Files.getPosixFilePermissions(tree.resolve("bin/karaf")));
        // Karaf's archive has no link, but the trees of other vendors have.
        Files.createSymbolicLink(tree.resolve("documentation"), Path.of("README.md"));
        Files.writeString(
                tree.resolve("lockstep-component.json"),
                DESCRIPTION.replace("VERSION", version).replace("OPTIONS", String.join(" ", OPTIONS)));
        return folder;
    }

    /** What a version wrote into its log, on a computer whose data folder of this component is given; empty before it did. */
    static String log(Path data, String version) {
        Path log = data.resolve(version).resolve("data/log/karaf.log");
        try {
            return Files.exists(log) ? Files.readString(log) : "";
        } catch (IOException e) {
            throw new java.io.UncheckedIOException("cannot read " + log, e);
        }
    }

    /** The process that a version says it is, or was. */
    static ProcessHandle process(Path data, String version) throws IOException {
        String pid =
                Files.readString(data.resolve(version).resolve("karaf.pid")).strip();
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow(() -> new IllegalStateException("no process " + pid));
    }
}
