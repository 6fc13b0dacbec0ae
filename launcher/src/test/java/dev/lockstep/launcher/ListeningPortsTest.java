package dev.lockstep.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListeningPortsTest {
    @TempDir
    private Path folder;

    private Path http;
    private Path console;

    @BeforeEach
    void files() {
        http = folder.resolve("etc/dev.lockstep.http.cfg");
        console = folder.resolve("etc/org.apache.karaf.shell.cfg");
    }

    private ListeningPorts ports() {
        return new ListeningPorts(new Home(folder));
    }

    @Test
    void saysWhichPortsOthersHaveAndWhatToChange() throws IOException {
        try (ServerSocket updates = new ServerSocket(0);
                ServerSocket shell = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            Installation.write(http, "host = 0.0.0.0\nport = " + updates.getLocalPort() + "\n");
            Installation.write(console, "sshHost = 127.0.0.1\nsshPort = " + shell.getLocalPort() + "\n");

            assertThat(ports().unavailable()).hasSize(2);
            assertThat(ports().unavailable().get(0))
                    .startsWith("Port " + updates.getLocalPort()
                            + " (updates and the update page) cannot be opened on 0.0.0.0: ")
                    .contains("Another Lockstep on this computer may have it. Set port in " + http
                            + " to a free port, such as ");
            assertThat(ports().unavailable().get(1))
                    .startsWith("Port " + shell.getLocalPort() + " (the console) cannot be opened on 127.0.0.1: ")
                    .contains("Set sshPort in " + console + " to a free port, such as ");
        }
    }

    @Test
    void proposesNoPortTwice() throws IOException {
        try (ServerSocket other = new ServerSocket(0)) {
            Installation.write(http, "port = " + other.getLocalPort() + "\n");
            Installation.write(console, "sshPort = " + other.getLocalPort() + "\n");

            List<String> unavailable = ports().unavailable();

            assertThat(unavailable).hasSize(2);
            assertThat(proposal(unavailable.get(0))).isNotEqualTo(proposal(unavailable.get(1)));
        }
    }

    private static String proposal(String sentence) {
        return sentence.substring(sentence.indexOf(", such as "));
    }

    @Test
    void aPortOfAllInterfacesIsSeenFromAnEmptyHost() throws IOException {
        try (ServerSocket other = new ServerSocket(0)) {
            Installation.write(http, "host =\nport = " + other.getLocalPort() + "\n");
            assertThat(ports().unavailable()).hasSize(1);
        }
    }

    @Test
    void freePortsAreNoObstacle() throws IOException {
        int free;
        try (ServerSocket socket = new ServerSocket(0)) {
            free = socket.getLocalPort();
        }
        Installation.write(http, "host =\nport = " + free + "\n");
        assertThat(ports().unavailable()).isEmpty();
    }

    @Test
    void whatSaysNoPortIsLeftToTheNodeToJudge() throws IOException {
        Installation.write(http, "port = ten thousand\n");
        Installation.write(console, "sshPort = 99999\n");
        assertThat(ports().unavailable()).isEmpty();
    }
}
