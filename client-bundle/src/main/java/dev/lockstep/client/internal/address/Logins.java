package dev.lockstep.client.internal.address;

import dev.lockstep.core.json.StateFile;
import dev.lockstep.core.source.ServerAddress;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * The servers named by the login window of this computer's application: the one it works with, and the one whose updates are
 * taken. The first login sets both, for nobody needs to be an administrator to install a workstation. Later ones change only the
 * first: any user of this computer can log in, so another server for updates is only proposed, and whoever may change settings
 * decides.
 *
 * <p>Kept in {@code login.json}; safe for use by several threads.
 */
public final class Logins {
    private static final int MAXIMUM_BYTES = 64 * 1024;

    private final StateFile<Stored> file;

    public Logins(Path file) {
        this.file = StateFile.of(file, Stored.class, MAXIMUM_BYTES).twice().checked(Stored::login);
    }

    /** The last login. */
    public synchronized Login current() {
        return file.read()
                .map(Stored::login)
                .orElseGet(() -> new Login(Optional.empty(), Optional.empty(), Optional.empty(), List.of()));
    }

    /**
     * Takes a login.
     *
     * @param selected the server that was logged in to
     * @param servers all that the login window offers
     * @param proposes whether whoever logged in would like updates from it
     * @param mayBeFirst whether a first login sets the source; not where it is known otherwise
     */
    public synchronized Login loggedIn(
            ServerAddress selected, List<ServerAddress> servers, boolean proposes, boolean mayBeFirst)
            throws IOException {
        Optional<ServerAddress> source =
                current().updateSource().or(() -> mayBeFirst ? Optional.of(selected) : Optional.empty());
        Optional<ServerAddress> proposed =
                Optional.of(selected).filter(other -> proposes && !source.equals(Optional.of(other)));
        Login login = new Login(source, Optional.of(selected), proposed, servers);
        file.write(Stored.of(login));
        return login;
    }

    private record Stored(
            Optional<StoredAddress> updateSource,
            Optional<StoredAddress> working,
            Optional<StoredAddress> proposed,
            Optional<List<StoredAddress>> servers) {
        static Stored of(Login login) {
            return new Stored(
                    login.updateSource().map(StoredAddress::of),
                    login.working().map(StoredAddress::of),
                    login.proposed().map(StoredAddress::of),
                    Optional.of(login.servers().stream().map(StoredAddress::of).toList()));
        }

        Login login() {
            return new Login(
                    updateSource.map(StoredAddress::read),
                    working.map(StoredAddress::read),
                    proposed.map(StoredAddress::read),
                    servers.orElse(List.of()).stream().map(StoredAddress::read).toList());
        }
    }

    /**
     * A login.
     *
     * @param updateSource the server whose updates are taken
     * @param working the server that the application works with
     * @param proposed another server that the last login would like updates from
     * @param servers all that the login window offers
     */
    public record Login(
            Optional<ServerAddress> updateSource,
            Optional<ServerAddress> working,
            Optional<ServerAddress> proposed,
            List<ServerAddress> servers) {
        public Login {
            Objects.requireNonNull(proposed, "proposed");
            Objects.requireNonNull(updateSource, "updateSource");
            Objects.requireNonNull(working, "working");
            servers = List.copyOf(servers);
        }
    }
}
