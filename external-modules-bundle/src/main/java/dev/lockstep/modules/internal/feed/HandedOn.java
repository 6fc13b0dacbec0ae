package dev.lockstep.modules.internal.feed;

import dev.lockstep.core.release.ModuleRelease;
import java.util.List;

/** What this computer hands on. A service within this bundle. */
@FunctionalInterface
public interface HandedOn {
    /** The modules that are installed, and those that are not for this computer itself. */
    List<ModuleRelease> modules();
}
