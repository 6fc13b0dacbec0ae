package dev.lockstep.fleet.internal.http;

import dev.lockstep.core.access.Access;
import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.node.Upstream;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.site.TimeRequest;
import dev.lockstep.core.source.Transport;
import dev.lockstep.fleet.internal.assignment.Fleet;
import dev.lockstep.http.Answer;
import dev.lockstep.http.GuardedHandler;
import dev.lockstep.http.RequestBody;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code POST /api/v1/time}: a computer asks what time it is at its site. The main server signs the answer; a relay passes the
 * question up and the answer down, for it has no key of the site.
 */
@Component(service = Handler.class, property = "lockstep.http.path=" + TimeHandler.PATH)
public final class TimeHandler extends GuardedHandler {
    static final String PATH = "/" + TimeRequest.PATH;
    private static final long BYTES_UNDER_WAY = 1L << 20;
    private static final int LANES = 4;
    private static final int WAITING = 256;
    private static final Duration REST = Duration.ofSeconds(30);
    /** A computer below does without the time rather than wait for somebody whom it does not know. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final Duration SILENT_FOR = Duration.ofSeconds(30);
    private static final String ABOVE = "the server above";

    private final Fleet fleet;
    private final Supplier<Transport> above;
    private final Distribution distribution;
    private final Duration patience;
    private final RequestBody.Budget budget = new RequestBody.Budget(BYTES_UNDER_WAY);
    /** Few, because whoever waits for the server above must not keep others from being answered here. */
    private final ThreadPoolExecutor upwards;

    private volatile Optional<Silence> silence = Optional.empty();

    /** Called by Declarative Services. */
    @Activate
    public TimeHandler(@Reference Fleet fleet, @Reference Upstream upstream, @Reference Distribution distribution) {
        this(fleet, upstream::transport, distribution, PATIENCE);
    }

    /** With a way upwards of the caller's choice. A method, for the reason that EventsHandler gives. */
    public static TimeHandler with(
            Fleet fleet, Supplier<Transport> above, Distribution distribution, Duration patience) {
        return new TimeHandler(fleet, above, distribution, patience);
    }

    private TimeHandler(Fleet fleet, Supplier<Transport> above, Distribution distribution, Duration patience) {
        super(Access.COMPUTERS);
        this.fleet = fleet;
        this.above = above;
        this.distribution = distribution;
        this.patience = patience;
        this.upwards = new ThreadPoolExecutor(
                LANES, LANES, REST.toMillis(), TimeUnit.MILLISECONDS, new LinkedBlockingQueue<>(WAITING), work -> {
                    Thread thread = new Thread(work, "lockstep-time");
                    thread.setDaemon(true);
                    return thread;
                });
        upwards.allowCoreThreadTimeOut(true);
    }

    @Deactivate
    public void end() {
        upwards.shutdownNow();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        if (!Request.getPathInContext(request).equals(PATH)) {
            return false;
        }
        Optional<Answer> refusal =
                Answer.wrongMethod(request, HttpMethod.POST).or(() -> Answer.notDistributing(request, distribution));
        if (refusal.isPresent()) {
            return refusal.get().sent(request, response, callback);
        }
        RequestBody.collect(request, TimeRequest.MAXIMUM_BYTES, budget, outcome -> {
            if (outcome instanceof RequestBody.Outcome.Complete complete) {
                answer(complete.bytes().toByteArray(), request, response, callback);
            } else if (outcome instanceof RequestBody.Outcome.Broken broken) {
                callback.failed(broken.cause());
            } else {
                Answer.badRequest(HttpStatus.PAYLOAD_TOO_LARGE_413, "asking for the time takes less words")
                        .send(request, response, callback);
            }
        });
        return true;
    }

    private void answer(byte[] body, Request request, Response response, Callback callback) {
        TimeRequest time;
        try {
            time = TimeRequest.read(body);
        } catch (IllegalArgumentException e) {
            Answer.badRequest(HttpStatus.BAD_REQUEST_400, "the question is not to be understood, " + e.getMessage())
                    .send(request, response, callback);
            return;
        }
        if (!fleet.relays()) {
            own(request, time).send(request, response, callback);
            return;
        }
        Optional<Answer> silent = silence.filter(known -> known.lasts(System.nanoTime()))
                .map(known -> Answer.problem(HttpStatus.SERVICE_UNAVAILABLE_503, known.problem()));
        if (silent.isPresent()) {
            silent.get().send(request, response, callback);
            return;
        }
        try {
            // What waits in the queue and was answered meanwhile is not done any more.
            CompletableFuture<Void> unused = CompletableFuture.supplyAsync(() -> relayed(request, time), upwards)
                    .orTimeout(patience.toMillis(), TimeUnit.MILLISECONDS)
                    .handle((told, failure) -> {
                        Answer.ending(
                                        request,
                                        response,
                                        callback,
                                        () -> told(told, failure).send(request, response, callback))
                                .run();
                        return null;
                    });
        } catch (RejectedExecutionException e) {
            Answer.badRequest(
                            HttpStatus.SERVICE_UNAVAILABLE_503, "too many ask at once what time it is; ask again later")
                    .send(request, response, callback);
        }
    }

    private Answer own(Request request, TimeRequest time) {
        try {
            return fleet.own()
                    .ask(site -> site.tellTime(time))
                    .map(Answer::json)
                    .orElseGet(() -> Answer.notFound(request));
        } catch (ProblemException e) {
            return Answer.problem(HttpStatus.SERVICE_UNAVAILABLE_503, e.problem());
        }
    }

    private Answer told(Answer answer, Throwable failure) throws ExecutionException {
        if (failure == null) {
            return answer;
        }
        if (failure instanceof TimeoutException) {
            return silent(Problem.of(
                    ProblemCode.SOURCE_TIMEOUT,
                    Map.of("address", ABOVE, "seconds", Long.toString(patience.toSeconds()))));
        }
        throw new ExecutionException(failure);
    }

    /** Computers ask for the time with each of their checks; a silent server keeps one of them waiting and not all. */
    private Answer silent(Problem problem) {
        silence = Optional.of(new Silence(problem, System.nanoTime() + SILENT_FOR.toNanos()));
        return Answer.problem(HttpStatus.SERVICE_UNAVAILABLE_503, problem);
    }

    private record Silence(Problem problem, long until) {
        boolean lasts(long now) {
            return now - until < 0;
        }
    }

    private Answer relayed(Request request, TimeRequest time) {
        try {
            Optional<byte[]> answer =
                    above.get().ask(TimeRequest.PATH, time.relayed().toJson(), TimeRequest.LONGEST_ANSWER);
            silence = Optional.empty();
            return answer.map(Answer::json).orElseGet(() -> Answer.notFound(request));
        } catch (IllegalArgumentException e) {
            return Answer.badRequest(HttpStatus.BAD_REQUEST_400, String.valueOf(e.getMessage()));
        } catch (ProblemException e) {
            return silent(e.problem());
        } catch (IOException e) {
            return silent(DiskProblems.reading(TimeRequest.PATH, e).problem());
        }
    }
}
