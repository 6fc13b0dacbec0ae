package dev.lockstep.client.internal.address;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.source.ServerAddress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * The servers named by the login window of this computer's application: the one it works with, and the one whose updates are
 * taken. The first login sets both; a login to another server changes only the first, until a person explicitly chooses the
 * other server for updates, too.
 *
 * <p>Kept in {@code login.json}; safe for use by several threads.
 */
public final class Logins {
    private static final int MAXIMUM_BYTES = 64 * 1024;

    private final Path file;

    public Logins(Path file) {
        this.file = file;
    }

    /**
     * The last login.
     *
     * @throws ProblemException if the file cannot be read
     */
    public synchronized Login current() {
        try {
            if (Files.size(file) > MAXIMUM_BYTES) {
                throw new IOException("longer than " + MAXIMUM_BYTES + " bytes");
            }
            JsonNode json = AddressJson.MAPPER.readTree(Files.readAllBytes(file));
            List<ServerAddress> servers = new ArrayList<>();
            json.path("servers").forEach(server -> AddressJson.read(server).ifPresent(servers::add));
            return new Login(
                    AddressJson.read(json.path("updateSource")), AddressJson.read(json.path("working")), servers);
        } catch (NoSuchFileException e) {
            return new Login(Optional.empty(), Optional.empty(), List.of());
        } catch (IOException | ProblemException e) {
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.NOT_READABLE,
                            Map.of("file", file.toString(), "reason", String.valueOf(e.getMessage()))),
                    e);
        }
    }

    /**
     * Takes a login.
     *
     * @param selected the server that was logged in to
     * @param servers all that the login window offers
     * @param useForUpdates whether updates shall be taken from it, even if they came from another one so far
     */
    public synchronized Login loggedIn(ServerAddress selected, List<ServerAddress> servers, boolean useForUpdates)
            throws IOException {
        Optional<ServerAddress> source = current().updateSource();
        Login login = new Login(
                Optional.of(useForUpdates ? selected : source.orElse(selected)), Optional.of(selected), servers);
        DurableFiles.write(
                file, AddressJson.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(json(login)));
        return login;
    }

    private static ObjectNode json(Login login) {
        ObjectNode json = AddressJson.MAPPER.createObjectNode();
        login.updateSource().ifPresent(source -> json.set("updateSource", AddressJson.write(source)));
        login.working().ifPresent(working -> json.set("working", AddressJson.write(working)));
        login.servers().forEach(server -> json.withArray("servers").add(AddressJson.write(server)));
        return json;
    }

    /**
     * A login.
     *
     * @param updateSource the server whose updates are taken
     * @param working the server that the application works with
     * @param servers all that the login window offers
     */
    public record Login(
            Optional<ServerAddress> updateSource, Optional<ServerAddress> working, List<ServerAddress> servers) {
        public Login {
            Objects.requireNonNull(updateSource, "updateSource");
            Objects.requireNonNull(working, "working");
            servers = List.copyOf(servers);
        }
    }
}
