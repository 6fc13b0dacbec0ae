package dev.lockstep.client.internal.upstream;

import dev.lockstep.client.internal.address.SourceChoice;
import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.membership.KnownServers;
import dev.lockstep.core.message.NodeDescription;
import dev.lockstep.core.message.NodeJson;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.site.SiteServer;
import dev.lockstep.core.source.ServerAddress;
import dev.lockstep.core.source.Transport;
import dev.lockstep.core.source.UpdateSource;
import java.io.IOException;
import java.util.Optional;
import java.util.function.Function;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Follows a server that moves to another address. The site signs the new address; the computer uses it once the server there
 * has authenticated with the authority that is trusted at the old one. What a person has entered stays unchanged: the settings,
 * the login window, section {@code PollHost}.
 */
final class Relocation {
    private static final Logger LOG = LoggerFactory.getLogger(Relocation.class);

    private final KnownServers servers;
    private final Function<UpdateSource.Computer, Transport> ways;

    /**
     * Follows servers.
     *
     * @param ways to a computer, over TLS
     */
    Relocation(KnownServers servers, Function<UpdateSource.Computer, Transport> ways) {
        this.servers = servers;
        this.ways = ways;
    }

    /** The choice at the address where its server is now. */
    SourceChoice.Choice followed(SourceChoice.Choice chosen) {
        Optional<UpdateSource.Computer> written = secure(chosen);
        try {
            Optional<ServerAddress> next = written.isPresent() ? next(written.get()) : Optional.empty();
            return next.isPresent() && servers.isAlsoAt(written.get().address(), next.get())
                    ? chosen.movedTo(next.get())
                    : chosen;
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    /** Asks at the server's announced address, if it was not met there yet. */
    void follow(SourceChoice.Choice chosen) {
        Optional<UpdateSource.Computer> written = secure(chosen);
        try {
            Optional<ServerAddress> next = written.isPresent() ? next(written.get()) : Optional.empty();
            if (next.isPresent() && !servers.isAlsoAt(written.get().address(), next.get())) {
                meet(written.get().address(), next.get());
            }
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private void meet(ServerAddress old, ServerAddress next) {
        try {
            // A trusted server that answers is remembered at this address.
            ways.apply(new UpdateSource.Computer(next, true)).read(NodeDescription.PATH, NodeJson.MAXIMUM_NODE_BYTES);
            LOG.info(
                    "The server at {} has moved to {}, as its site signed, and updates come from there now", old, next);
        } catch (IOException | ProblemException e) {
            LOG.info("The server at {} is to move to {}, and is not there yet: {}", old, next, e.getMessage());
        }
    }

    /** Records the address that the site announces for its server. */
    void heard(UpdateSource from, Optional<SiteServer> said) {
        if (from instanceof UpdateSource.Computer computer && computer.secure()) {
            try {
                servers.moves(computer.address(), said);
            } catch (IOException e) {
                throw unreadable(e);
            }
        }
    }

    private Optional<ServerAddress> next(UpdateSource.Computer computer) throws IOException {
        return servers.nextOf(computer.address());
    }

    private static Optional<UpdateSource.Computer> secure(SourceChoice.Choice chosen) {
        return chosen.source()
                .filter(UpdateSource.Computer.class::isInstance)
                .map(UpdateSource.Computer.class::cast)
                .filter(UpdateSource.Computer::secure);
    }

    static ProblemException unreadable(IOException e) {
        return DiskProblems.reading(Sentence.of("file.of-servers"), e);
    }
}
