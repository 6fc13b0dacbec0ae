package dev.lockstep.examples.metering.common;

import java.time.Duration;
import java.util.Map;

/** What the agent on this computer may ask of a program. */
public interface Controlled {
    /** The program's own version. */
    String version();

    Health health();

    /** Takes no new sessions and waits for the running ones; false when the limit passed first. */
    boolean drain(Duration limit) throws InterruptedException;

    /** Figures for a person who looks, as JSON members. */
    Map<String, Object> status();
}
