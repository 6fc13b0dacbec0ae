package dev.lockstep.distribution.internal.http;

import dev.lockstep.core.access.Access;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.http.Answer;
import dev.lockstep.http.GuardedHandler;
import java.time.Duration;
import java.util.Map;
import java.util.function.BooleanSupplier;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Answers where another bundle will, while the node starts or that bundle is replaced: to ask again, and not that there is nothing,
 * which a client takes for good.
 */
final class ComingHandler extends GuardedHandler {
    private static final Duration LATER = Duration.ofSeconds(5);

    private final BooleanSupplier coming;

    /**
     * A handler for what is not there.
     *
     * @param coming whether it can still be expected
     */
    ComingHandler(BooleanSupplier coming) {
        super(InvocationType.NON_BLOCKING, Access.EVERYBODY);
        this.coming = coming;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        Answer answer = coming.getAsBoolean()
                ? Answer.unavailable(Problem.of(ProblemCode.NODE_STARTING, Map.of("address", Answer.address(request))))
                        .retryAfter(LATER)
                : Answer.notFound(request);
        return answer.sent(request, response, callback);
    }
}
