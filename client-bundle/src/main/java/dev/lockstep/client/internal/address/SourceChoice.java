package dev.lockstep.client.internal.address;

import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.NodeSettings.AddressFrom;
import dev.lockstep.core.node.NodeSettings.SourceKind;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.source.ServerAddress;
import dev.lockstep.core.source.UpdateSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;

/**
 * Decides where updates come from. One place provides the address; the others are only compared with it.
 *
 * <p>It never falls back to another source: a missing source is a problem.
 */
public final class SourceChoice {
    private final Logins logins;
    private final Supplier<Optional<PollHost>> pollHost;
    private final UnaryOperator<Optional<ServerAddress>> joined;

    /**
     * Decides by settings that are passed later.
     *
     * @param pollHost the poll service's configuration file, if this computer has one
     * @param joined where the server is that this computer was joined to by a token, at the address that is passed if it is
     *     there too; empty if it never was joined
     */
    public SourceChoice(
            Logins logins, Supplier<Optional<PollHost>> pollHost, UnaryOperator<Optional<ServerAddress>> joined) {
        this.joined = joined;
        this.logins = logins;
        this.pollHost = pollHost;
    }

    /** The choice for these settings, made anew. */
    public Choice choose(NodeSettings settings) {
        List<Sentence> warnings = new ArrayList<>();
        Optional<PollHost.Reading> poll = pollHost.get().map(PollHost::read);
        poll.flatMap(PollHost.Reading::problem).map(Problem::sentence).ifPresent(warnings::add);
        try {
            Logins.Login login = logins.current();
            Optional<UpdateSource> source = settings.source().or(() -> elsewhere(settings, login, poll));
            source.ifPresent(chosen -> warnings.addAll(differences(chosen, login, poll)));
            return source.map(chosen -> new Choice(Optional.of(chosen), Optional.empty(), warnings))
                    .orElseGet(() -> new Choice(Optional.empty(), Optional.of(missing(settings, poll)), warnings));
        } catch (ProblemException e) {
            return new Choice(Optional.empty(), Optional.of(e.problem()), warnings);
        } catch (IllegalArgumentException e) {
            Problem problem = Problem.of(
                    ProblemCode.BAD_REQUEST,
                    Map.of(
                            "reason",
                            Sentence.of(
                                    "source.bad-folder",
                                    Map.of("folder", settings.folder(), "cause", String.valueOf(e.getMessage())))));
            return new Choice(Optional.empty(), Optional.of(problem), warnings);
        }
    }

    /** Whether a first login may still say where updates come from. */
    public boolean isOpen() {
        return joined.apply(Optional.empty()).isEmpty();
    }

    private Optional<UpdateSource> elsewhere(
            NodeSettings settings, Logins.Login login, Optional<PollHost.Reading> poll) {
        if (settings.sourceKind() != SourceKind.COMPUTER) {
            return Optional.empty();
        }
        Optional<ServerAddress> address = switch (settings.get(NodeSettings.ADDRESS_FROM)) {
            case SETTINGS -> Optional.empty();
            // Whoever joined this computer decided for it; a login does not.
            case LOGIN_WINDOW -> joined.apply(login.updateSource()).or(login::updateSource);
            case POLL_HOST -> poll.flatMap(PollHost.Reading::address);
        };
        return address.map(found -> new UpdateSource.Computer(found, false));
    }

    private List<Sentence> differences(UpdateSource source, Logins.Login login, Optional<PollHost.Reading> poll) {
        List<Sentence> warnings = new ArrayList<>();
        Optional<ServerAddress> proposed = login.proposed().filter(server -> !isSame(source, server));
        proposed.ifPresent(server -> warnings.add(Sentence.of(
                isOpen() ? "source.proposed" : "source.proposed-elsewhere",
                Map.of(
                        "server", server,
                        "source", source.name(),
                        "host", server.host(),
                        "port", Integer.toString(server.port())))));
        login.working()
                .filter(working -> !isSame(source, working) && !proposed.equals(Optional.of(working)))
                .ifPresent(working -> warnings.add(Sentence.of(
                        "source.application-elsewhere", Map.of("server", working, "source", source.name()))));
        poll.flatMap(PollHost.Reading::address)
                .filter(working -> !isSame(source, working))
                .ifPresent(working -> warnings.add(Sentence.of(
                        "source.poll-service-elsewhere", Map.of("server", working, "source", source.name()))));
        return warnings;
    }

    private static boolean isSame(UpdateSource source, ServerAddress working) {
        return source instanceof UpdateSource.Computer computer
                && computer.address().port() == working.port()
                && computer.address().host().equalsIgnoreCase(working.host());
    }

    private static Problem missing(NodeSettings settings, Optional<PollHost.Reading> poll) {
        boolean fromPollHost = settings.sourceKind() == SourceKind.COMPUTER
                && settings.get(NodeSettings.ADDRESS_FROM) == AddressFrom.POLL_HOST;
        return poll.filter(reading -> fromPollHost)
                .flatMap(PollHost.Reading::problem)
                .orElseGet(() -> Problem.of(ProblemCode.SOURCE_MISSING, Map.of("remedy", remedy(settings))));
    }

    private static Sentence remedy(NodeSettings settings) {
        return Sentence.of(
                switch (settings.sourceKind()) {
                    case VENDOR -> "source.enter-vendor";
                    case FOLDER -> "source.enter-folder";
                    case IMPORT -> "source.import";
                    case COMPUTER ->
                        switch (settings.get(NodeSettings.ADDRESS_FROM)) {
                            case SETTINGS -> "source.enter-address";
                            case LOGIN_WINDOW -> "source.log-in";
                            case POLL_HOST -> "source.set-poll-host";
                        };
                });
    }

    /**
     * Where updates come from.
     *
     * @param source the source in force; empty if there is none
     * @param problem why there is none
     * @param warnings what an administrator should see
     */
    public record Choice(Optional<UpdateSource> source, Optional<Problem> problem, List<Sentence> warnings) {
        public Choice {
            warnings = List.copyOf(warnings);
        }

        /** The same choice, with TLS to a computer. */
        public Choice secured() {
            return new Choice(
                    source.map(chosen -> chosen instanceof UpdateSource.Computer computer
                            ? new UpdateSource.Computer(computer.address(), true)
                            : chosen),
                    problem,
                    warnings);
        }

        /** The same choice at the address where its computer has moved to; where it was, is a warning. */
        public Choice movedTo(ServerAddress address) {
            List<Sentence> more = new ArrayList<>(warnings);
            more.add(Sentence.of("source.moved", Map.of("server", name(), "address", address)));
            return new Choice(Optional.of(new UpdateSource.Computer(address, true)), problem, more);
        }

        /** Whether updates come from a server. */
        public boolean isFrom(ServerAddress server) {
            return source.filter(chosen -> isSame(chosen, server)).isPresent();
        }

        /** The source for people. */
        public String name() {
            return source.map(UpdateSource::name).orElse("none");
        }
    }
}
