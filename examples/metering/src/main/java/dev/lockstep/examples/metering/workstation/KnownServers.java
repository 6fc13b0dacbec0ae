package dev.lockstep.examples.metering.workstation;

import dev.lockstep.examples.metering.common.BadInput;
import dev.lockstep.examples.metering.common.Endpoint;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;

/**
 * The servers of the login window's list: those of the configuration file, and those that were used, kept in a file.
 *
 * <p>Safe for any number of threads.
 */
final class KnownServers {
    private static final int MAX = 20;

    private final Path file;
    private final Set<Endpoint> servers = new LinkedHashSet<>();

    /** Starts with the configured servers and adds the remembered ones; a line that is no server is passed over. */
    KnownServers(Path file, List<Endpoint> configured) throws IOException {
        this.file = file;
        servers.addAll(configured);
        if (Files.isRegularFile(file)) {
            for (String line : Files.readAllLines(file)) {
                remembered(line);
            }
        }
    }

    synchronized List<Endpoint> list() {
        return List.copyOf(servers);
    }

    /** Puts a server on the list for the next time. */
    synchronized void remember(Endpoint server) throws IOException {
        if (servers.size() < MAX && servers.add(server)) {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Path next = file.resolveSibling(file.getFileName() + ".new");
            List<String> lines = new ArrayList<>();
            servers.forEach(known -> lines.add(known.toString()));
            Files.write(next, lines);
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING);
        }
    }

    private void remembered(String line) {
        try {
            if (servers.size() < MAX && !line.isBlank()) {
                servers.add(Endpoint.parse(line.strip()));
            }
        } catch (BadInput e) {
            System.getLogger(KnownServers.class.getName())
                    .log(System.Logger.Level.WARNING, "{0}: {1}", file, e.getMessage());
        }
    }
}
