package dev.lockstep.benchmarks.site;

import dev.lockstep.it.site.Await;
import dev.lockstep.it.site.ChildProcess;
import dev.lockstep.it.site.Ports;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** The peer: Apache Karaf as its project ships it, with a node's options for the virtual machine. */
final class BareKaraf implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(2);
    private static final int QUESTION_MILLIS = 2000;

    private final Path home;
    private final int port;
    private final String vmOptions;
    private ChildProcess process;

    private BareKaraf(Path home, int port, String vmOptions) {
        this.home = home;
        this.port = port;
        this.vmOptions = vmOptions;
    }

    /** Unpacks it, with free ports. */
    static BareKaraf unpack(Path archive, Path home, Path vmOptions) throws IOException {
        Files.createDirectories(home);
        ChildProcess.run(
                        List.of("tar", "-xzf", archive.toString(), "--strip-components=1", "-C", home.toString()),
                        home,
                        Map.of(),
                        60)
                .orThrow();
        int port = Ports.free();
        Path etc = home.resolve("etc");
        replace(etc.resolve("org.apache.karaf.shell.cfg"), "sshPort = 8101", "sshPort = " + port);
        replace(
                etc.resolve("org.apache.karaf.management.cfg"),
                "rmiRegistryPort = 1099",
                "rmiRegistryPort = " + Ports.free());
        replace(
                etc.resolve("org.apache.karaf.management.cfg"),
                "rmiServerPort = 44444",
                "rmiServerPort = " + Ports.free());
        String options = Files.readAllLines(vmOptions).stream()
                .filter(line -> line.startsWith("-"))
                .collect(Collectors.joining(" "));
        return new BareKaraf(home, port, options);
    }

    private static void replace(Path file, String old, String fresh) throws IOException {
        String text = Files.readString(file);
        if (!text.contains(old)) {
            throw new IOException(file + " has no line \"" + old + "\"");
        }
        Files.writeString(file, text.replace(old, fresh));
    }

    /** Starts it, and returns when its console answers over SSH; some of its bundles may still be starting then. */
    void start() {
        process = ChildProcess.start(
                "Karaf",
                List.of(home.resolve("bin/karaf").toString(), "server"),
                home,
                // The script becomes the Java process, and adds no options of its own.
                Map.of("KARAF_EXEC", "exec", "JAVA_OPTS", vmOptions, "JAVA_HOME", System.getProperty("java.home")),
                home.resolve("data/console.log"));
        Await.until("Karaf's console", LIMIT, () -> new Await.State(answers(), process.toString()));
    }

    private boolean answers() {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(QUESTION_MILLIS);
            InputStream in = socket.getInputStream();
            return new String(in.readNBytes(4), StandardCharsets.US_ASCII).equals("SSH-");
        } catch (IOException notYet) {
            return false;
        }
    }

    long pid() {
        return process.pid();
    }

    @Override
    public void close() {
        if (process != null) {
            process.close();
        }
    }
}
