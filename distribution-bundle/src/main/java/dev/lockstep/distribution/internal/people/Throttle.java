package dev.lockstep.distribution.internal.people;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Makes people who guess passwords wait longer and longer. A person at one address is slowed down after a few mistakes; an
 * address after more, whoever it says it is; and a name after many from wherever, so that nobody is locked out by a stranger's
 * few guesses. Safe for use by several threads.
 */
final class Throttle {
    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final int REMEMBERED = 10_000;

    private final InstantSource clock;
    private final Map<String, Failures> failures = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Failures> eldest) {
            return size() > REMEMBERED;
        }
    };

    Throttle(InstantSource clock) {
        this.clock = clock;
    }

    /** How long this person has to wait before the next password is looked at; zero if not at all. */
    synchronized Duration waiting(String user, String address) {
        Instant now = clock.instant();
        Duration longest = Duration.ZERO;
        for (Kind kind : kinds(user, address)) {
            Failures known = failures.get(kind.key());
            if (known != null && known.until().isAfter(now)) {
                Duration left = Duration.between(now, known.until());
                longest = left.compareTo(longest) > 0 ? left : longest;
            }
        }
        return longest;
    }

    /** A password was wrong. */
    synchronized void failed(String user, String address) {
        Instant now = clock.instant();
        for (Kind kind : kinds(user, address)) {
            Failures known = failures.getOrDefault(kind.key(), new Failures(0, now));
            // What is long over does not count any more.
            int count = known.until().plus(LONGEST).isBefore(now) ? 1 : known.count() + 1;
            int over = count - kind.free();
            Duration wait = over < 0 ? Duration.ZERO : Duration.ofSeconds(1L << Math.min(over, 10));
            Duration bounded = wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
            failures.put(kind.key(), new Failures(count, now.plus(bounded)));
        }
    }

    /** The password was right. */
    synchronized void succeeded(String user, String address) {
        failures.remove(kinds(user, address).get(0).key());
    }

    private static List<Kind> kinds(String user, String address) {
        return List.of(
                new Kind("both " + address + " " + user, 5),
                new Kind("address " + address, 20),
                new Kind("user " + user, 50));
    }

    /**
     * Something that mistakes are counted for.
     *
     * @param free how many are, before anybody has to wait
     */
    private record Kind(String key, int free) {}

    private record Failures(int count, Instant until) {}
}
