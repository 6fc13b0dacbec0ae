package dev.lockstep.client.internal.agent;

import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Asks for the parts of a status. One that cannot be had, as when its file is damaged, is one more thing to show, and no reason to
 * show nothing. For one thread.
 */
final class Answers {
    private static final Logger LOG = LoggerFactory.getLogger(Answers.class);

    private final List<Sentence> failures = new ArrayList<>();

    /** What is asked for, or something else if it cannot be had. */
    <T> T get(Supplier<T> asked, T otherwise) {
        try {
            return asked.get();
        } catch (ProblemException e) {
            add(e.problem().sentence());
        } catch (RuntimeException e) {
            LOG.warn("A part of the status cannot be shown.", e);
            add(Sentence.said(e));
        }
        return otherwise;
    }

    /** The same failure is told once, however many parts it takes away. */
    private void add(Sentence failure) {
        if (!failures.contains(failure)) {
            failures.add(failure);
        }
    }

    /** What could not be had. */
    List<Sentence> failures() {
        return failures;
    }
}
