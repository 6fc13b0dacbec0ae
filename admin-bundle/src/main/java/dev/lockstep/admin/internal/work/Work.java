package dev.lockstep.admin.internal.work;

import dev.lockstep.core.transfer.Progress;
import java.io.IOException;

/** Something that takes long. */
@FunctionalInterface
public interface Work {
    /**
     * Does it.
     *
     * @param progress is told how far it has come
     * @throws dev.lockstep.core.problem.ProblemException if something stands in its way; that is its outcome then
     */
    Outcome run(Progress progress) throws IOException;
}
