package dev.lockstep.launcher;

import java.io.IOException;
import java.io.StringReader;
import java.net.InetSocketAddress;
import java.net.NetworkInterface;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.IntStream;

/** The ports that the node's configuration names. Two installations on one computer start with the same ones. */
final class ListeningPorts {
    private static final int HIGHEST = 65_535;
    private static final int NEIGHBOURS = 100;
    private static final List<Setting> SETTINGS = List.of(
            new Setting("dev.lockstep.http.cfg", "host", "port", "updates and the update page"),
            new Setting("org.apache.karaf.shell.cfg", "sshHost", "sshPort", "the console"));

    private final Home home;

    ListeningPorts(Home home) {
        this.home = home;
    }

    /** Which of them cannot be opened, why, and what to change, for each some sentences; none if all can. */
    List<String> unavailable() throws IOException {
        List<String> unavailable = new ArrayList<>();
        Set<Integer> spokenFor = new HashSet<>();
        for (Setting setting : SETTINGS) {
            Path file = home.etc().resolve(setting.file());
            Optional<InetSocketAddress> address = setting.read(file);
            Optional<String> obstacle = address.flatMap(ListeningPorts::obstacle);
            if (obstacle.isPresent()) {
                String what = "Port " + address.get().getPort() + " (" + setting.purpose() + ") cannot be opened on "
                        + address.get().getHostString() + ": " + obstacle.get() + ". ";
                if (!isOfThisComputer(address.get())) {
                    unavailable.add(what + "Set " + setting.hostKey() + " in " + file
                            + " to an address of this computer, or remove that line.");
                    continue;
                }
                Optional<Integer> free = freeAbove(address.get(), spokenFor);
                free.ifPresent(spokenFor::add);
                unavailable.add(
                        what + "Another Lockstep on this computer may have it. Set " + setting.portKey() + " in " + file
                                + " to a free port"
                                + free.map(port -> ", such as " + port).orElse("") + ".");
            }
        }
        return unavailable;
    }

    private static boolean isOfThisComputer(InetSocketAddress address) throws IOException {
        return address.getAddress().isAnyLocalAddress()
                || NetworkInterface.getByInetAddress(address.getAddress()) != null;
    }

    private static Optional<Integer> freeAbove(InetSocketAddress taken, Set<Integer> spokenFor) {
        return IntStream.rangeClosed(taken.getPort() + 1, Math.min(taken.getPort() + NEIGHBOURS, HIGHEST))
                .filter(port -> !spokenFor.contains(port))
                .filter(port -> obstacle(new InetSocketAddress(taken.getAddress(), port))
                        .isEmpty())
                .boxed()
                .findFirst();
    }

    private static Optional<String> obstacle(InetSocketAddress address) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.bind(address);
            return Optional.empty();
        } catch (IOException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        }
    }

    /**
     * Where a port is configured.
     *
     * @param file its file in {@code etc}
     * @param hostKey the key of the interface
     * @param portKey the key of the port
     * @param purpose what the port is for
     */
    private record Setting(String file, String hostKey, String portKey, String purpose) {
        /** What the file says; empty if it is not there yet or says nothing that can be tried: the node will judge it. */
        Optional<InetSocketAddress> read(Path path) throws IOException {
            if (!Files.isRegularFile(path)) {
                return Optional.empty();
            }
            Properties values = new Properties();
            try {
                values.load(new StringReader(EditedText.read(path)));
            } catch (IllegalArgumentException unusable) {
                return Optional.empty();
            }
            String port = values.getProperty(portKey, "").strip();
            if (!port.matches("[1-9][0-9]{0,4}") || Integer.parseInt(port) > HIGHEST) {
                return Optional.empty();
            }
            String host = values.getProperty(hostKey, "").strip();
            // Whoever listens on all interfaces listens on this one as well.
            InetSocketAddress address =
                    new InetSocketAddress(host.isEmpty() ? "127.0.0.1" : host, Integer.parseInt(port));
            return Optional.of(address).filter(known -> !known.isUnresolved());
        }
    }
}
