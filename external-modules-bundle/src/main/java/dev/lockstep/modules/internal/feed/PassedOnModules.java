package dev.lockstep.modules.internal.feed;

import dev.lockstep.core.release.ModuleRelease;
import java.util.List;

/** The modules that this computer passes on. A service within this bundle. */
@FunctionalInterface
public interface PassedOnModules {
    /** The modules that are installed, and those that are not for this computer itself. */
    List<ModuleRelease> modules();
}
