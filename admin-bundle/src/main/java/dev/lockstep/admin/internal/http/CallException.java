package dev.lockstep.admin.internal.http;

import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import java.util.Locale;
import java.util.Map;
import org.eclipse.jetty.http.HttpStatus;

/** A request that is refused as it is, with the status that says so. */
public final class CallException extends RuntimeException {
    private final int status;
    private final transient Problem problem;

    /** With a problem of the caller's choice. */
    public CallException(int status, Problem problem) {
        super(problem.text(Locale.ENGLISH));
        this.status = status;
        this.problem = problem;
    }

    /** A request that is not understood. */
    public static CallException malformed(String reason) {
        return malformed(HttpStatus.BAD_REQUEST_400, reason);
    }

    /** A request that is not understood, for a reason that has a status of its own. */
    public static CallException malformed(int status, String reason) {
        return new CallException(status, Problem.of(ProblemCode.BAD_REQUEST, Map.of("reason", reason)));
    }

    int status() {
        return status;
    }

    /** What is wrong with it. */
    public Problem problem() {
        return problem;
    }
}
