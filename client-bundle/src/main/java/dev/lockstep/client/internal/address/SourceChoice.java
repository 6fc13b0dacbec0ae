package dev.lockstep.client.internal.address;

import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.NodeSettings.AddressFrom;
import dev.lockstep.core.node.NodeSettings.SourceKind;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.source.ServerAddress;
import dev.lockstep.core.source.UpdateSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * Decides where updates come from. One place provides the address; the others are only compared with it.
 *
 * <p>It never falls back to another source: a missing source is a problem.
 */
public final class SourceChoice {
    private final Logins logins;
    private final Supplier<Optional<PollHost>> pollHost;

    /**
     * Decides by settings that are passed later.
     *
     * @param pollHost the poll service's configuration file, if this computer has one
     */
    public SourceChoice(Logins logins, Supplier<Optional<PollHost>> pollHost) {
        this.logins = logins;
        this.pollHost = pollHost;
    }

    /** The choice for these settings, made anew. */
    public Choice choose(NodeSettings settings) {
        List<String> warnings = new ArrayList<>();
        Optional<PollHost.Reading> poll = pollHost.get().map(PollHost::read);
        poll.flatMap(PollHost.Reading::problem)
                .ifPresent(problem -> warnings.add(problem.text(java.util.Locale.ENGLISH)));
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
                    Map.of("reason", "the folder " + settings.folder() + ": " + e.getMessage()));
            return new Choice(Optional.empty(), Optional.of(problem), warnings);
        }
    }

    private static Optional<UpdateSource> elsewhere(
            NodeSettings settings, Logins.Login login, Optional<PollHost.Reading> poll) {
        if (settings.sourceKind() != SourceKind.COMPUTER) {
            return Optional.empty();
        }
        Optional<ServerAddress> address = switch (settings.addressFrom()) {
            case SETTINGS -> Optional.empty();
            case LOGIN_WINDOW -> login.updateSource();
            case POLL_HOST -> poll.flatMap(PollHost.Reading::address);
        };
        return address.map(found -> new UpdateSource.Computer(found, false));
    }

    private static List<String> differences(UpdateSource source, Logins.Login login, Optional<PollHost.Reading> poll) {
        List<String> warnings = new ArrayList<>();
        login.working()
                .filter(working -> !isSame(source, working))
                .ifPresent(
                        working -> warnings.add(
                                "The application on this computer works with the server " + working
                                        + ", but updates are taken from " + source.name()
                                        + ". If both should be the same, change the update source in the settings or in the login window."));
        poll.flatMap(PollHost.Reading::address)
                .filter(working -> !isSame(source, working))
                .ifPresent(working -> warnings.add("The poll service works with the server " + working
                        + " (section PollHost), but updates are taken from " + source.name()
                        + ". If both should be the same, change the update source in the settings."));
        return warnings;
    }

    private static boolean isSame(UpdateSource source, ServerAddress working) {
        return source instanceof UpdateSource.Computer computer
                && computer.address().port() == working.port()
                && computer.address().host().equalsIgnoreCase(working.host());
    }

    private static Problem missing(NodeSettings settings, Optional<PollHost.Reading> poll) {
        boolean fromPollHost =
                settings.sourceKind() == SourceKind.COMPUTER && settings.addressFrom() == AddressFrom.POLL_HOST;
        return poll.filter(reading -> fromPollHost)
                .flatMap(PollHost.Reading::problem)
                .orElseGet(() -> Problem.of(ProblemCode.SOURCE_MISSING, Map.of("remedy", remedy(settings))));
    }

    private static String remedy(NodeSettings settings) {
        return switch (settings.sourceKind()) {
            case VENDOR -> "Enter the address of a vendor update server (vendor.urls).";
            case FOLDER -> "Enter the folder or medium that holds the updates (folder).";
            case IMPORT -> "Import an offline bundle (lockstep:import).";
            case COMPUTER ->
                switch (settings.addressFrom()) {
                    case SETTINGS -> "Enter the address of the server (server.address).";
                    case LOGIN_WINDOW -> "Log in once: the server of the login window becomes the update source.";
                    case POLL_HOST ->
                        "Set poll.host.file in the settings of the poll service's component, so that its section PollHost"
                                + " is found.";
                };
        };
    }

    /**
     * Where updates come from.
     *
     * @param source the source in force; empty if there is none
     * @param problem why there is none
     * @param warnings what an administrator should see, as sentences
     */
    public record Choice(Optional<UpdateSource> source, Optional<Problem> problem, List<String> warnings) {
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
            List<String> more = new ArrayList<>(warnings);
            more.add("The server " + name() + " has moved to " + address
                    + ", as its site signed, and updates come from there. Where the old address is written (settings, login window,"
                    + " section PollHost) it can be changed when there is time.");
            return new Choice(Optional.of(new UpdateSource.Computer(address, true)), problem, more);
        }

        /** The source for people. */
        public String name() {
            return source.map(UpdateSource::name).orElse("none");
        }
    }
}
