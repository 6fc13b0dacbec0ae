package dev.lockstep.admin.internal.http;

import dev.lockstep.http.Answer;
import java.io.IOException;

/** Answers a request. It may wait, and is called by several threads at a time. */
@FunctionalInterface
public interface Action {
    /**
     * Answers.
     *
     * @throws CallException if the request cannot be answered as it is
     * @throws dev.lockstep.core.problem.ProblemException if it was understood and something stands in its way
     * @throws IOException if a file or the connection fails
     */
    Answer answer(Call call) throws IOException;
}
