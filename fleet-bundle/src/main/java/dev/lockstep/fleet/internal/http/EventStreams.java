package dev.lockstep.fleet.internal.http;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.lockstep.core.node.Assignment;
import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.store.Digest;
import dev.lockstep.fleet.internal.assignment.AssignmentWatcher;
import dev.lockstep.fleet.internal.assignment.Fleet;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All clients that listen for events. Safe for use by several threads.
 *
 * <p>One thread sends to all of them, in the order of the assignments; each send hands a few bytes to the operating system and
 * returns. Ten thousand clients cost their connections and about a kilobyte each.
 */
public final class EventStreams implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(EventStreams.class);
    private static final byte[] COMMENT = ":\n\n".getBytes(UTF_8);
    private static final int PATIENCE = 2;
    private static final int LOOKS_PER_BEAT = 15;

    private final Fleet fleet;
    private final Distribution distribution;
    private final RandomGenerator random;
    private final int maximumStreams;
    private final Set<EventStream> streams = ConcurrentHashMap.newKeySet();
    private final ScheduledExecutorService sender;
    private final AssignmentWatcher watcher = this::announce;
    /** Used by the sender's thread only. */
    private boolean wasEmpty;

    public EventStreams(
            Fleet fleet, Distribution distribution, RandomGenerator random, Duration beat, int maximumStreams) {
        this.fleet = fleet;
        this.distribution = distribution;
        this.random = random;
        this.maximumStreams = maximumStreams;
        this.sender = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "lockstep-fleet-events");
            thread.setDaemon(true);
            return thread;
        });
        repeat(this::beat, beat);
        repeat(this::look, beat.dividedBy(LOOKS_PER_BEAT));
        fleet.watch(watcher);
    }

    /** Whether another client may listen. */
    boolean hasRoom() {
        return streams.size() < maximumStreams;
    }

    /**
     * Begins to send to a client: at once what is assigned now, unless it says that it knows, then every change.
     *
     * @param lastEventId the {@code Last-Event-ID} of the request; empty if it has none
     */
    void open(EventStream stream, String lastEventId) {
        try {
            // In the sender's thread, so that no older assignment is sent after a newer one.
            sender.execute(() -> {
                streams.add(stream);
                Assignment assignment = fleet.current();
                // Clients that lose one server all at once shall not all come back in the same second.
                String retry = "retry: " + random.nextInt(2_000, 10_000) + "\n\n";
                String event = lastEventId.equals(version(assignment)) ? "" : event(assignment);
                stream.send((retry + event).getBytes(UTF_8));
            });
        } catch (RejectedExecutionException e) {
            stream.abort(e);
        }
    }

    /** A client went away. */
    void gone(EventStream stream) {
        streams.remove(stream);
    }

    public int size() {
        return streams.size();
    }

    /** Ends all streams in order; new ones may be opened. */
    void endAll() {
        streams.forEach(EventStream::end);
    }

    @Override
    public void close() {
        fleet.unwatch(watcher);
        sender.shutdown();
        endAll();
    }

    /** Tells all clients what is assigned. */
    public void announce(Assignment assignment) {
        byte[] frame = event(assignment).getBytes(UTF_8);
        try {
            sender.execute(() -> streams.forEach(stream -> stream.send(frame)));
        } catch (RejectedExecutionException e) {
            // The node is stopping and the streams are ending: their clients ask for the assignment when they come
            // again.
            LOG.debug("Revision {} is not announced any more.", assignment.revision(), e);
        }
    }

    private void repeat(Runnable task, Duration every) {
        var unused = sender.scheduleWithFixedDelay(
                () -> {
                    try {
                        task.run();
                    } catch (RuntimeException e) {
                        LOG.warn("Work on the event streams failed; it is done again all the same.", e);
                    }
                },
                every.toNanos(),
                every.toNanos(),
                TimeUnit.NANOSECONDS);
    }

    private void beat() {
        for (EventStream stream : streams) {
            if (!stream.beat(COMMENT, PATIENCE)) {
                LOG.info("A client that takes no events any more was dropped; it will come again.");
                stream.drop(new TimeoutException("the client takes no events"));
            }
        }
    }

    /** Ends the streams when distribution is switched off; tells clients that found the folder empty when it is filled. */
    private void look() {
        Distribution.State state = distribution.state();
        if (state instanceof Distribution.State.Off) {
            endAll();
        }
        boolean isEmpty = state instanceof Distribution.State.Empty;
        if (wasEmpty && state instanceof Distribution.State.Ready) {
            announce(fleet.current());
        }
        wasEmpty = isEmpty;
    }

    /**
     * What tells one assignment from another: the revision, and a hash, because a node that was restored from a backup may
     * give the same revision to other contents.
     */
    static String version(Assignment assignment) {
        String hash = Digest.of(assignment.toString().getBytes(UTF_8)).hex();
        return assignment.revision() + "-" + hash.substring(0, 16);
    }

    private static String event(Assignment assignment) {
        return "id: " + version(assignment) + "\nevent: assignment\ndata: {\"revision\":" + assignment.revision()
                + "}\n\n";
    }
}
