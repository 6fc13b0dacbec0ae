package dev.lockstep.client.internal.journal;

/** Told of each point of a switch after it is on disk, so that progress can be shown and a power cut be tried at each of them. */
@FunctionalInterface
public interface StepListener {
    /** For switches that nobody watches. */
    StepListener NONE = point -> {};

    /**
     * A point was reached.
     *
     * @param point a {@link Step}, or a step and the component for which it was done
     */
    void reached(String point);
}
