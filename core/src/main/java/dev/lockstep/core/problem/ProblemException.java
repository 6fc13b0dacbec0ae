package dev.lockstep.core.problem;

import java.util.Locale;
import java.util.Map;

/** Carries a {@link Problem} up to where it is shown, logged or sent. */
public final class ProblemException extends RuntimeException implements Explained {
    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(problem.text(Locale.ENGLISH));
        this.problem = problem;
    }

    public ProblemException(Problem problem, Throwable cause) {
        super(problem.text(Locale.ENGLISH), cause);
        this.problem = problem;
    }

    /** A shorthand for a problem with its facts. */
    public static ProblemException of(ProblemCode code, Map<String, ?> facts) {
        return new ProblemException(Problem.of(code, facts));
    }

    public Problem problem() {
        return problem;
    }

    @Override
    public Sentence sentence() {
        return problem.sentence();
    }
}
