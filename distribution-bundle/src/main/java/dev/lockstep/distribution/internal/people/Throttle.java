package dev.lockstep.distribution.internal.people;

import java.net.Inet6Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * Makes people who guess passwords wait longer and longer. A person at one address is slowed down after a few mistakes; an
 * address after more, whoever it says it is; and a name after many from wherever.
 *
 * <p>The last two would let a stranger lock out the people whose names he knows. So they do not concern whoever has signed in from
 * an address before, nor the computer itself: there only a person's own mistakes at that place count, and they count nowhere else.
 * Safe for use by several threads.
 */
final class Throttle {
    private static final Duration LONGEST = Duration.ofMinutes(15);
    private static final int REMEMBERED = 10_000;
    private static final int NETWORK_BYTES = 8;
    private static final String LOOPBACK = "loopback";
    /** What a browser on the computer itself comes from. With the other millions of loopback a program could begin to count anew. */
    private static final Set<String> OWN = Set.of("127.0.0.1", "0:0:0:0:0:0:0:1");

    private final InstantSource clock;
    private final FamiliarAddresses familiar;
    private final Map<Kind, Failures> failures = new LinkedHashMap<>(16, 0.75f, true) {
        @Override
        protected boolean removeEldestEntry(Map.Entry<Kind, Failures> eldest) {
            return size() > REMEMBERED;
        }
    };

    Throttle(InstantSource clock, FamiliarAddresses familiar) {
        this.clock = clock;
        this.familiar = familiar;
    }

    /** How long this person has to wait before the next password is looked at; zero if not at all. */
    synchronized Duration waiting(String user, String address) {
        Instant now = clock.instant();
        Duration longest = Duration.ZERO;
        for (Kind kind : kinds(user, address)) {
            Failures known = failures.get(kind);
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
            Failures known = failures.getOrDefault(kind, new Failures(0, now));
            // What is long over does not count any more.
            int count = known.until().plus(LONGEST).isBefore(now) ? 1 : known.count() + 1;
            int over = count - kind.free();
            Duration wait = over < 0 ? Duration.ZERO : Duration.ofSeconds(1L << Math.min(over, 10));
            Duration bounded = wait.compareTo(LONGEST) > 0 ? LONGEST : wait;
            failures.put(kind, new Failures(count, now.plus(bounded)));
        }
    }

    /** The password was right. */
    synchronized void succeeded(String user, String address) {
        failures.remove(kinds(user, address).get(0));
        if (!place(address).equals(LOOPBACK)) {
            familiar.add(name(user), place(address));
        }
    }

    private List<Kind> kinds(String user, String address) {
        String name = name(user);
        String place = place(address);
        Kind both = new Kind(name, place, 5);
        return place.equals(LOOPBACK) || familiar.knows(name, place)
                ? List.of(both)
                : List.of(both, new Kind("", place, 20), new Kind(name, "", 50));
    }

    /** Directories take a name in any case. */
    private static String name(String user) {
        return user.toLowerCase(Locale.ROOT);
    }

    /** An address, as far as it is one place: who has one address of IPv6 has the other 2^64 of that network, too. */
    private static String place(String address) {
        try {
            // A number is never looked up.
            InetAddress number = InetAddress.getByName(address);
            if (number.isLoopbackAddress() && OWN.contains(number.getHostAddress())) {
                return LOOPBACK;
            }
            return number instanceof Inet6Address
                    ? HexFormat.of().formatHex(Arrays.copyOf(number.getAddress(), NETWORK_BYTES))
                    : number.getHostAddress();
        } catch (UnknownHostException e) {
            return address;
        }
    }

    /**
     * Something that mistakes are counted for.
     *
     * @param user empty for everybody
     * @param place empty for everywhere
     * @param free how many are, before anybody has to wait
     */
    private record Kind(String user, String place, int free) {}

    private record Failures(int count, Instant until) {}
}
