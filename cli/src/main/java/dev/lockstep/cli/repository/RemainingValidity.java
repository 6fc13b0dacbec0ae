package dev.lockstep.cli.repository;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.cli.console.Failure;
import dev.lockstep.cli.console.Screen;
import dev.lockstep.core.problem.Plurals;
import dev.lockstep.core.tuf.TufException;
import dev.lockstep.signing.repository.Lifetimes;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How long what is signed is still valid, and what to do when little time is left.
 *
 * @param folder the published folder
 * @param expires when each role's file ends
 * @param now what time it is
 */
public record RemainingValidity(PublishedFolder folder, Map<String, Instant> expires, Instant now) {
    private static final List<String> ORDER = List.of("root", "targets", "snapshot", "timestamp");

    public RemainingValidity {
        expires = Map.copyOf(expires);
    }

    /** Empty if there is nothing that a client would trust; the command itself has said why, or verify does. */
    public static Optional<RemainingValidity> read(PublishedFolder folder, Clock clock) throws IOException, Failure {
        if (!Files.exists(folder.firstRoot())) {
            return Optional.empty();
        }
        try {
            TrustedRepository trusted = TrustedRepository.read(folder, folder.firstRoot(), clock);
            return Optional.of(new RemainingValidity(folder, trusted.expires(), clock.instant()));
        } catch (TufException e) {
            return Optional.empty();
        }
    }

    /** A line with the time that each role has left, and a warning for each that is in the last quarter of its life. */
    public void tell(Screen screen, ObjectNode result) {
        ObjectNode dates = result.putObject("expires");
        List<String> left = new ArrayList<>();
        for (String role : roles()) {
            dates.put(role, expires.get(role).toString());
            Duration rest = Duration.between(now, expires.get(role));
            left.add(role + " " + (rest.isNegative() ? "none" : text(rest)));
        }
        screen.line("Time left: " + String.join(", ", left) + ".");
        for (String role : roles()) {
            Duration rest = Duration.between(now, expires.get(role));
            if (rest.compareTo(lifetime(role).dividedBy(4)) < 0) {
                screen.warn(warning(role, rest));
            }
        }
    }

    private List<String> roles() {
        List<String> roles = new ArrayList<>(ORDER);
        new TreeMap<>(expires)
                .keySet().stream().filter(role -> !ORDER.contains(role)).forEach(roles::add);
        return roles;
    }

    private String warning(String role, Duration rest) {
        String what = rest.isNegative()
                ? "The " + role + " metadata expired " + text(rest.negated()) + " ago"
                : "The " + role + " metadata expires in " + text(rest);
        return what + ", at " + expires.get(role) + ". To sign it again: lockstep " + remedy(role);
    }

    private String remedy(String role) {
        return switch (role) {
            case "root" -> "rotate " + folder.folder();
            case "timestamp" -> "timestamp " + folder.folder();
            case "targets", "snapshot" -> "renew " + folder.folder();
            default -> "renew " + folder.folder() + " --role " + role;
        };
    }

    private static Duration lifetime(String role) {
        Lifetimes lifetimes = Lifetimes.vendor();
        return switch (role) {
            case "root" -> lifetimes.root();
            case "timestamp" -> lifetimes.timestamp();
            case "snapshot" -> lifetimes.snapshot();
            default -> lifetimes.targets();
        };
    }

    /** As people would say it, in one unit. */
    public static String text(Duration time) {
        long days = rounded(time, Duration.ofDays(1));
        if (days >= 2 * 365) {
            return rounded(time, Duration.ofDays(365)) + " years";
        }
        if (days >= 2) {
            return days + " days";
        }
        long hours = rounded(time, Duration.ofHours(1));
        return hours >= 2 ? hours + " hours" : Plurals.english(Math.max(0, time.toMinutes()), "minute", "minutes");
    }

    private static long rounded(Duration time, Duration unit) {
        return time.plus(unit.dividedBy(2)).dividedBy(unit);
    }
}
