package dev.lockstep.cli.console;

import dev.lockstep.core.tuf.CodedException;

/** A command cannot do what it was asked; says what to do in one or two sentences. */
public final class Failure extends CodedException {
    public Failure(String code, String text) {
        this(code, text, null);
    }

    public Failure(String code, String text, Throwable cause) {
        super(code, text, cause);
    }
}
