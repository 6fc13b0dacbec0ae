package dev.lockstep.distribution.internal.management;

import java.util.List;

/** {@code dev.lockstep:type=Distribution}: what this computer may hand on to others. */
public interface DistributionMXBean {
    /** {@code ready}, {@code empty}, {@code damaged} or {@code off}. */
    String getState();

    /** The releases that others can have, in ascending order. */
    List<String> getReleases();

    /** Why others get nothing or not everything, such as {@code LS-DISTRIBUTION-EMPTY}; empty if they do. */
    String getProblemCode();
}
