package dev.lockstep.client.internal.trigger;

import dev.lockstep.core.message.ReportMessage;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.source.HttpTransport;
import java.io.IOException;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reports to the server what this computer runs and does, after each change. Changes in quick succession make one report; a
 * report that fails is made up for by the next.
 */
public final class Reporter implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Reporter.class);
    private static final String PATH = "api/v1/report";
    private static final int ANSWER_LIMIT = 4096;
    private static final long GATHER_MILLIS = 150;

    private final Supplier<Optional<HttpTransport>> server;
    private final Message message;
    private final AtomicBoolean planned = new AtomicBoolean();
    private final ScheduledExecutorService executor;

    /**
     * A reporter.
     *
     * @param server the server of this moment; empty if there is none
     * @param message what to say
     */
    public Reporter(Supplier<Optional<HttpTransport>> server, Message message) {
        this.server = server;
        this.message = message;
        this.executor = Executors.newSingleThreadScheduledExecutor(work -> {
            Thread thread = new Thread(work, "lockstep-report");
            thread.setDaemon(true);
            return thread;
        });
    }

    /** Something has changed. Returns at once. */
    public void changed() {
        if (planned.compareAndSet(false, true) && !executor.isShutdown()) {
            ScheduledFuture<?> unused = executor.schedule(this::tell, GATHER_MILLIS, TimeUnit.MILLISECONDS);
        }
    }

    private void tell() {
        planned.set(false);
        try {
            Optional<HttpTransport> now = server.get();
            if (now.isPresent()) {
                now.get().post(PATH, message.of().write(), ANSWER_LIMIT);
            }
        } catch (IOException | RuntimeException e) {
            boolean expected = e instanceof IOException || e instanceof ProblemException;
            LOG.atLevel(expected ? org.slf4j.event.Level.DEBUG : org.slf4j.event.Level.WARN)
                    .setCause(e)
                    .log("The server could not be told of this computer; it hears of it next time.");
        }
    }

    /** What this computer says at this moment. */
    @FunctionalInterface
    public interface Message {
        /** Makes it. */
        ReportMessage of() throws IOException;
    }

    @Override
    public void close() {
        executor.shutdownNow();
    }
}
