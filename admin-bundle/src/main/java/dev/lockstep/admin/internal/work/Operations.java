package dev.lockstep.admin.internal.work;

import dev.lockstep.admin.internal.http.Call;
import dev.lockstep.admin.internal.http.CallException;
import dev.lockstep.admin.internal.http.Route;
import dev.lockstep.admin.internal.http.RunAs;
import dev.lockstep.core.access.Caller;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.http.Answer;
import dev.lockstep.http.Json;
import java.io.IOException;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.Executor;
import java.util.regex.Pattern;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The work that people asked for over HTTP: one at a time, the latest are remembered until the node restarts. Safe for use by
 * several threads.
 *
 * <p>Whoever asks makes up a key for what he asks ({@code Idempotency-Key}). An answer that was lost on the way is had by asking
 * again with the same key, and nothing is done twice.
 */
public final class Operations {
    private static final Logger LOG = LoggerFactory.getLogger(Operations.class);
    private static final String KEY = "Idempotency-Key";
    private static final Pattern KEY_FORM = Pattern.compile("[A-Za-z0-9._:-]{8,128}");
    private static final int REMEMBERED = 50;

    private final String path;
    private final Executor executor;
    private final InstantSource clock;
    private final Deque<Operation> latest = new ArrayDeque<>();

    /**
     * With nothing under way.
     *
     * @param path where they are looked at
     * @param executor does the work, in a thread of its own
     */
    public Operations(String path, Executor executor, InstantSource clock) {
        this.path = path;
        this.executor = executor;
        this.clock = () -> clock.instant().truncatedTo(ChronoUnit.MILLIS);
    }

    /** The routes by which they are looked at. */
    public List<Route> routes() {
        return List.of(Route.get(path, this::all), Route.get(path + "/{id}", this::one));
    }

    /**
     * Begins something, or finds what was begun by the same request.
     *
     * @param kind what it is, in the word of the command
     * @param details all that was said about it, without secrets
     * @throws CallException if there is no key, or it was for something else
     * @throws ProblemException with {@code BUSY} if something else is under way
     */
    public synchronized Answer begin(Call call, String kind, Object details, Work work) {
        String key = call.header(KEY)
                .filter(text -> KEY_FORM.matcher(text).matches())
                .orElseThrow(() -> CallException.malformed("the header " + KEY
                        + " is missing; it has 8 to 128 letters, digits or ._:- that were made up for this request"));
        OperationRequest request =
                new OperationRequest(kind, details.toString(), call.person().name(), key);
        Optional<Operation> known = known(request);
        Operation operation = known.orElseGet(() -> begun(request, call.person(), work));
        int status = known.isPresent() ? HttpStatus.OK_200 : HttpStatus.ACCEPTED_202;
        return Answer.json(status, operation.json(call.language()))
                .with(HttpHeader.LOCATION, path + "/" + operation.id());
    }

    /** Whether {@link #begin} began something, and did not find it under way or ended. */
    public static boolean isBegun(Answer reply) {
        return reply.status() == HttpStatus.ACCEPTED_202;
    }

    private Optional<Operation> known(OperationRequest request) {
        Optional<Operation> known = latest.stream()
                .filter(operation -> operation.request().hasKeyOf(request))
                .findFirst();
        known.filter(operation -> !operation.request().equals(request)).ifPresent(other -> {
            throw CallException.malformed(
                    HttpStatus.UNPROCESSABLE_ENTITY_422, "the " + KEY + " was used for another request before");
        });
        return known;
    }

    private Operation begun(OperationRequest request, Caller.Person person, Work work) {
        latest.stream().filter(Operation::isRunning).findFirst().ifPresent(running -> {
            throw ProblemException.of(
                    ProblemCode.BUSY,
                    Map.of(
                            "operation",
                            running.request().kind() + " (" + running.request().by() + ")"));
        });
        Operation operation = new Operation(UUID.randomUUID().toString(), request, clock.instant());
        latest.addFirst(operation);
        if (latest.size() > REMEMBERED) {
            latest.removeLast();
        }
        executor.execute(() -> run(operation, person, work));
        return operation;
    }

    private void run(Operation operation, Caller.Person person, Work work) {
        Outcome outcome;
        try {
            outcome = RunAs.run(person, () -> work.run(operation));
        } catch (ProblemException e) {
            outcome = Outcome.of("failed", Json.object(), e.problem());
        } catch (CallException e) {
            outcome = Outcome.of("failed", Json.object(), e.problem());
        } catch (IOException | RuntimeException e) {
            LOG.error(
                    "{} that {} asked for failed",
                    operation.request().kind(),
                    operation.request().by(),
                    e);
            outcome =
                    Outcome.of("failed", Json.object(), Problem.of(ProblemCode.INTERNAL, Map.of("reason", "an error")));
        }
        operation.ended(clock.instant(), outcome);
    }

    private synchronized Answer all(Call call) {
        call.query(none -> none);
        return Answer.ok(Json.object()
                .put("operations", latest.stream().map(operation -> operation.json(call.language()))));
    }

    private synchronized Answer one(Call call) {
        call.query(none -> none);
        return latest.stream()
                .filter(operation -> operation.id().equals(call.variable("id")))
                .findFirst()
                .map(operation -> Answer.ok(operation.json(call.language())))
                .orElseThrow(call::nothingThere);
    }
}
