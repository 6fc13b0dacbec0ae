package dev.lockstep.commands.internal.console;

import dev.lockstep.core.transfer.Progress;
import java.io.IOException;

/**
 * Something that a command has done.
 *
 * @param <T> what comes of it
 */
@FunctionalInterface
public interface Work<T> {
    /** Does it, and says how far it has come. */
    T run(Progress progress) throws IOException;
}
