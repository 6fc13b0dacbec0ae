package dev.lockstep.modules.internal.management;

import java.util.Map;

/** {@code dev.lockstep:type=Modules}: the external modules of this computer, by name. */
public interface ModulesMXBean {
    /** How many are active. */
    int getActive();

    /** How many should be active and are not. */
    int getFailed();

    /** The version of each. */
    Map<String, String> getVersions();

    /** The state of each: {@code ACTIVE}, {@code NOT_FOR_THIS_COMPUTER}, {@code NOT_LOADED} or {@code HELD_OFF}. */
    Map<String, String> getStates();

    /** Why some are not active, such as {@code LS-MODULE-UNRESOLVED}. */
    Map<String, String> getProblemCodes();
}
