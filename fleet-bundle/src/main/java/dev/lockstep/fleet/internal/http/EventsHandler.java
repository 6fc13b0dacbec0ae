package dev.lockstep.fleet.internal.http;

import dev.lockstep.core.access.Access;
import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.fleet.internal.assignment.Fleet;
import dev.lockstep.http.Answer;
import dev.lockstep.http.GuardedHandler;
import java.time.Duration;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.eclipse.jetty.http.HttpHeader;
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
 * {@code GET /api/v1/events}: server-sent events (WHATWG HTML, section 9.2) that say when the assignment changes.
 *
 * <p>An event says only that there is something new; what it is, the client asks for as it always does.
 */
@Component(service = Handler.class, property = "lockstep.http.path=" + EventsHandler.PATH)
public final class EventsHandler extends GuardedHandler {
    public static final String PATH = "/api/v1/events";
    private static final Duration BEAT = Duration.ofSeconds(15);
    private static final int MAXIMUM_STREAMS = 20_000;

    private final EventStreams streams;
    private final Distribution distribution;

    /** Called by Declarative Services. */
    @Activate
    public EventsHandler(@Reference Fleet fleet, @Reference Distribution distribution) {
        this(new EventStreams(fleet, distribution, RandomGenerator.getDefault(), BEAT, MAXIMUM_STREAMS), distribution);
    }

    /**
     * With streams of the caller's choice. A method, not a constructor: Declarative Services would take any public one with as
     * many parameters as its own.
     */
    public static EventsHandler with(EventStreams streams, Distribution distribution) {
        return new EventsHandler(streams, distribution);
    }

    private EventsHandler(EventStreams streams, Distribution distribution) {
        super(InvocationType.NON_BLOCKING, Access.COMPUTERS);
        this.streams = streams;
        this.distribution = distribution;
    }

    /** Ends all streams. */
    @Deactivate
    public void close() {
        streams.close();
    }

    /** A server that stops, or changes its port, waits for no stream. */
    @Override
    protected void doStop() throws Exception {
        streams.endAll();
        super.doStop();
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        if (!Request.getPathInContext(request).equals(PATH)) {
            return false;
        }
        Optional<Answer> refusal = Answer.wrongMethod(request, HttpMethod.GET).or(() -> notNow(request));
        if (refusal.isPresent()) {
            return refusal.get().sent(request, response, callback);
        }
        response.setStatus(HttpStatus.OK_200);
        Answer.common(response);
        response.getHeaders()
                .put(HttpHeader.CONTENT_TYPE, "text/event-stream;charset=utf-8")
                .put(HttpHeader.CACHE_CONTROL, "no-store")
                .put("X-Accel-Buffering", "no");
        EventStream stream = new EventStream(response, callback, streams::gone);
        request.addIdleTimeoutListener(timeout -> stream.isWriting());
        request.addFailureListener(stream::abort);
        streams.open(
                stream,
                Optional.ofNullable(request.getHeaders().get("Last-Event-ID")).orElse(""));
        return true;
    }

    /** A node with an empty folder lets clients listen: so they hear at once when it has something again. */
    private Optional<Answer> notNow(Request request) {
        if (distribution.state() instanceof Distribution.State.Off) {
            return Optional.of(Answer.unavailable(request, ProblemCode.DISTRIBUTION_OFF));
        }
        return streams.hasRoom()
                ? Optional.empty()
                : Optional.of(Answer.badRequest(
                        HttpStatus.SERVICE_UNAVAILABLE_503, "too many clients listen for events; poll instead"));
    }
}
