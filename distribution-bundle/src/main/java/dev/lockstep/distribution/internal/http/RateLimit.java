package dev.lockstep.distribution.internal.http;

import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.LongSupplier;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;

/**
 * Tells an address that makes too many requests in one second to wait for the next. It stops programs that run wild, so that
 * the others are still served; it is no defence against an attack from many addresses.
 */
final class RateLimit extends Handler.Wrapper {
    private final int perSecond;
    private final LongSupplier nanoTime;
    private volatile Window window;

    RateLimit(int perSecond, LongSupplier nanoTime, Handler next) {
        super(next);
        this.perSecond = perSecond;
        this.nanoTime = nanoTime;
        this.window = new Window(nanoTime.getAsLong());
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws Exception {
        if (perSecond == 0 || current().countFor(Request.getRemoteAddr(request)) <= perSecond) {
            return super.handle(request, response, callback);
        }
        response.getHeaders().put(HttpHeader.RETRY_AFTER, 1);
        ProblemAnswer.write(
                HttpStatus.TOO_MANY_REQUESTS_429,
                Problem.of(ProblemCode.TOO_MANY_REQUESTS, Map.of("limit", Integer.toString(perSecond))),
                response,
                callback);
        return true;
    }

    private Window current() {
        long now = nanoTime.getAsLong();
        Window seen = window;
        if (now - seen.start() < TimeUnit.SECONDS.toNanos(1)) {
            return seen;
        }
        // Two threads may both begin a window: an address then gets a few requests more, which does no harm.
        Window next = new Window(now);
        window = next;
        return next;
    }

    private record Window(long start, Map<String, LongAdder> requests) {
        Window(long start) {
            this(start, new ConcurrentHashMap<>());
        }

        long countFor(String address) {
            LongAdder count = requests.computeIfAbsent(address, unseen -> new LongAdder());
            count.increment();
            return count.sum();
        }
    }
}
