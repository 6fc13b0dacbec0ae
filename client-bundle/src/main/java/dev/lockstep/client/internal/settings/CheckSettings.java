package dev.lockstep.client.internal.settings;

import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.source.HttpProxy;
import java.time.Duration;
import java.util.Map;
import java.util.Objects;

/**
 * Settings of the same file that only the agent needs.
 *
 * @param interval how long between two checks of the schedule
 * @param newerThanServer what a computer does whose version is newer than its server's
 * @param listen whether the server's events are listened to
 * @param fillAtStart whether an empty distribution folder is filled without anybody asking
 * @param vendorProxy the proxy towards the vendor, as {@code http://user:password@host:port}; empty for none
 * @param confirmWithin how long a new version of the node has, from its start, before the previous one runs again
 * @param answerWithin how long the update source may be silent before it counts as not answering
 */
public record CheckSettings(
        Duration interval,
        NewerThanServer newerThanServer,
        boolean listen,
        boolean fillAtStart,
        String vendorProxy,
        Duration confirmWithin,
        Duration answerWithin) {
    private static final long SHORTEST_SECONDS = 1;
    private static final long LONGEST_SECONDS = Duration.ofDays(30).toSeconds();
    private static final long LONGEST_TRIAL_SECONDS = Duration.ofHours(1).toSeconds();
    private static final long LONGEST_SILENCE_SECONDS = Duration.ofMinutes(10).toSeconds();

    public CheckSettings {
        Objects.requireNonNull(interval, "interval");
        Objects.requireNonNull(newerThanServer, "newerThanServer");
        Objects.requireNonNull(confirmWithin, "confirmWithin");
        Objects.requireNonNull(answerWithin, "answerWithin");
    }

    static CheckSettings read(Map<String, String> values) {
        return new CheckSettings(
                Duration.ofSeconds(
                        SettingsForm.number(values, "check.interval", 900, SHORTEST_SECONDS, LONGEST_SECONDS)),
                SettingsForm.choice(values, "newer.than.server", NewerThanServer.class, NewerThanServer.DOWNGRADE),
                SettingsForm.flag(values, "listen", true),
                SettingsForm.flag(values, "fill.at.start", false),
                proxy(values.getOrDefault("vendor.proxy", "").strip()),
                Duration.ofSeconds(
                        SettingsForm.number(values, "confirm.within", 180, SHORTEST_SECONDS, LONGEST_TRIAL_SECONDS)),
                Duration.ofSeconds(
                        SettingsForm.number(values, "answer.within", 30, SHORTEST_SECONDS, LONGEST_SILENCE_SECONDS)));
    }

    private static String proxy(String text) {
        try {
            HttpProxy.parse(text);
            return text;
        } catch (ProblemException e) {
            throw new IllegalArgumentException("vendor.proxy: " + e.getMessage(), e);
        }
    }

    /** What a computer does whose version is newer than its server's. */
    public enum NewerThanServer {
        /** It follows its server, so that all have one version. */
        DOWNGRADE,
        /** It keeps its version, reports it, and waits until the server has caught up. */
        WAIT
    }
}
