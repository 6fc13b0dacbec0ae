package dev.lockstep.launcher;

import java.time.Duration;

/** How long to wait before a node that crashed is started again: 1 s, doubling to a minute; from the start after a good run. */
final class BackOff {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(1);
    private static final Duration GOOD_RUN = Duration.ofMinutes(5);

    private Duration next = SHORTEST;

    /**
     * The time to wait.
     *
     * @param ran how long the node ran before it crashed
     */
    Duration after(Duration ran) {
        Duration wait = ran.compareTo(GOOD_RUN) >= 0 ? SHORTEST : next;
        next = wait.multipliedBy(2).compareTo(LONGEST) > 0 ? LONGEST : wait.multipliedBy(2);
        return wait;
    }
}
