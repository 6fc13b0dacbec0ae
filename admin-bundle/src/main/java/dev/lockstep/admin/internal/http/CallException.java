package dev.lockstep.admin.internal.http;

import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.eclipse.jetty.http.HttpStatus;

/** A request that is refused as it is, with the status that says so. */
public final class CallException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final int status;
    private final transient Problem problem;
    private final transient Optional<Header> header;

    private CallException(int status, Problem problem, Optional<Header> header) {
        super(problem.text(Locale.ENGLISH));
        this.status = status;
        this.problem = problem;
        this.header = header;
    }

    /** With a problem of the caller's choice. */
    public CallException(int status, Problem problem) {
        this(status, problem, Optional.empty());
    }

    /** A request that is not understood. */
    public static CallException malformed(String reason) {
        return malformed(HttpStatus.BAD_REQUEST_400, reason);
    }

    /** A request that is not understood, for a reason that has a status of its own. */
    public static CallException malformed(int status, String reason) {
        return new CallException(status, Problem.of(ProblemCode.BAD_REQUEST, Map.of("reason", reason)));
    }

    /** A path that nothing stands at, or nothing any more. */
    public static CallException nothingAt(String path, String address) {
        String shown = path.length() <= 200 ? path : path.substring(0, 200) + "...";
        return new CallException(
                HttpStatus.NOT_FOUND_404, Problem.of(ProblemCode.NOT_FOUND, Map.of("path", shown, "address", address)));
    }

    /** The same with a header that says more. */
    CallException with(String name, String value) {
        return new CallException(status, problem, Optional.of(new Header(name, value)));
    }

    int status() {
        return status;
    }

    /** What is wrong with it. */
    public Problem problem() {
        return problem;
    }

    Optional<Header> header() {
        return header;
    }

    /** One line of the head of an answer. */
    record Header(String name, String value) {}
}
