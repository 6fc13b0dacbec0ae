package dev.lockstep.core.release;

import java.util.regex.Pattern;

/** The rule for names of components, channels and modules: short, and safe as part of a path on every system. */
final class Names {
    private static final Pattern SYNTAX = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,126}[A-Za-z0-9_-])?");

    private Names() {}

    static void require(String what, String name) {
        if (!SYNTAX.matcher(name).matches()) {
            throw new IllegalArgumentException("not a name for a " + what + ": \"" + name + "\"");
        }
    }
}
