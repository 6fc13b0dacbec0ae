package dev.lockstep.commands.internal.site;

import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.core.node.SiteVersions.Behind;
import dev.lockstep.core.node.SiteVersions.Ended;
import dev.lockstep.core.node.SiteVersions.State;
import dev.lockstep.core.version.Version;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** Says how many versions the computers of a site run, and for how long they were more than one. */
public final class SiteText {
    private final Dialogue dialogue;
    private final InstantSource clock;

    public SiteText(Dialogue dialogue, InstantSource clock) {
        this.dialogue = dialogue;
        this.clock = clock;
    }

    /** The mixed state in one sentence; empty if there is none. */
    public Optional<String> mixed(State state) {
        if (!(state instanceof State.Mixed mixed)) {
            return Optional.empty();
        }
        Instant now = clock.instant();
        return Optional.of(text(
                mixed.overdue() ? "site.overdue" : "site.mixed",
                dialogue.time(Optional.of(mixed.since())),
                dialogue.texts()
                        .duration(Duration.between(mixed.since(), now.isBefore(mixed.since()) ? mixed.since() : now)),
                mixed.onTarget(),
                mixed.connected(),
                mixed.target(),
                others(mixed.behind().stream().filter(Behind::connected).toList())));
    }

    /** The computers that are behind and connected, each with the reason. */
    public List<String> behind(State state) {
        return all(state).stream()
                .filter(Behind::connected)
                .map(behind -> text(
                        "site.behind", behind.computer(), list(behind.versions()), dialogue.sentence(behind.reason())))
                .toList();
    }

    /** The computers that are behind because they are away. */
    public List<String> away(State state) {
        return all(state).stream()
                .filter(behind -> !behind.connected())
                .map(behind -> text(
                        "site.away",
                        behind.computer(),
                        list(behind.versions()),
                        dialogue.time(Optional.of(behind.seen()))))
                .toList();
    }

    /** How a mixed state ended. */
    public String result(Ended ended) {
        return text(
                ended.overdue() ? "site.was-overdue" : "site.was-mixed",
                dialogue.texts().duration(ended.lasted()));
    }

    /** Who was away when it ended; nothing if nobody was. */
    public String absent(Ended ended) {
        return ended.away().isEmpty() ? "" : text("site.were-away", String.join(", ", ended.away()));
    }

    private static List<Behind> all(State state) {
        return state instanceof State.Mixed mixed ? mixed.behind() : ((State.Uniform) state).away();
    }

    private String others(List<Behind> behind) {
        SortedMap<String, String> names = new TreeMap<>();
        behind.forEach(computer ->
                names.merge(list(computer.versions()), computer.computer(), (some, one) -> some + ", " + one));
        return names.entrySet().stream()
                .map(entry -> text("site.others", entry.getKey(), entry.getValue()))
                .collect(Collectors.joining("; "));
    }

    private static String list(SortedSet<Version> versions) {
        return versions.stream().map(Version::toString).collect(Collectors.joining(", "));
    }

    private String text(String key, Object... values) {
        return dialogue.texts().get(key, values);
    }
}
