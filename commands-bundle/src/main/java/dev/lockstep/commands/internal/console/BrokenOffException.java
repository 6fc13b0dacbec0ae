package dev.lockstep.commands.internal.console;

import java.io.IOException;

/** Somebody answered a question with Ctrl-C, or went away. Questions come before anything is begun. */
final class BrokenOffException extends IOException {
    BrokenOffException(RuntimeException cause) {
        super("broken off at a question", cause);
    }
}
