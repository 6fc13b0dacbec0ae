package dev.lockstep.examples.metering.common;

import java.util.Objects;

/**
 * Says that something which came from a person, a file or the network cannot be used, and why.
 *
 * <p>The code is stable: programs and tests compare it. The message is one English sentence for a person.
 */
public final class BadInput extends Exception {
    private final String code;

    public BadInput(String code, String message) {
        super(message);
        this.code = Objects.requireNonNull(code, "code");
    }

    /** The stable name of this error, such as {@code settings.key-missing}. */
    public String code() {
        return code;
    }
}
