package dev.lockstep.distribution.internal;

import dev.lockstep.core.node.Distribution.State;

/** The state of the distribution folder for those who cannot wait. */
@FunctionalInterface
public interface RecentState {
    /**
     * What it was when it was last looked at; if that was a while ago, it is looked at again in the background. Whether
     * distribution is on is always true to the moment.
     */
    State recent();
}
