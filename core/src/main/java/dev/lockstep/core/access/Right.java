package dev.lockstep.core.access;

import java.util.Locale;

/** What a person may do; each is given separately. */
public enum Right {
    /** See status, computers, settings and history. */
    VIEW,
    /** Vouch for modules and computers. */
    APPROVE,
    /** Check, install, go back, fill the distribution folder. */
    INSTALL_UPDATES,
    /** Install, update and remove modules. */
    EDIT_MODULES,
    /** Change settings. */
    CHANGE_SETTINGS;

    /** As it stands in files and messages, such as {@code install-updates}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
