package dev.lockstep.modules.internal;

import dev.lockstep.core.version.Version;
import java.util.Optional;
import java.util.Set;

/** What a module has to fit. */
interface Computer {
    /** The release that this computer runs; empty if it is not known yet. */
    Optional<Version> release();

    /** The components of this computer, the node among them. */
    Set<String> components();

    /** Whether it hands modules on to others. */
    boolean distributes();
}
