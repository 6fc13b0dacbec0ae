package dev.lockstep.examples.metering.common;

/** Whether a program does its work. */
public sealed interface Health {
    /** It does. */
    record Up() implements Health {}

    /**
     * It does not, or not yet.
     *
     * @param reason one sentence for a person
     */
    record Down(String reason) implements Health {}
}
