package dev.lockstep.distribution.internal;

import java.util.List;

/** The nodes above this one, as far as it knows. */
@FunctionalInterface
public interface KnownUpstream {
    /** Their ids: the source, the source of that one, and so on; empty below a vendor's server or a folder. */
    List<String> ids();
}
