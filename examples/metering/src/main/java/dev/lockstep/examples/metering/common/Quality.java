package dev.lockstep.examples.metering.common;

/** What a meter says about its own reading. */
public enum Quality {
    /** Measured. */
    GOOD,
    /** Computed by the meter, because it could not measure. */
    ESTIMATED,
    /** Nobody said: the reading came through a program that did not pass the quality on. */
    UNKNOWN;

    /** The quality of this name; {@link #UNKNOWN} for a name that a later version may have brought. */
    public static Quality named(String name) {
        for (Quality quality : values()) {
            if (quality.name().equals(name)) {
                return quality;
            }
        }
        return UNKNOWN;
    }
}
