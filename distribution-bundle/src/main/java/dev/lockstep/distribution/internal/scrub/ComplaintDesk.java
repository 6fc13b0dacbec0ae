package dev.lockstep.distribution.internal.scrub;

import dev.lockstep.core.store.ContentStore.Finding;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.transfer.PayloadComplaint.Verdict;
import dev.lockstep.core.transfer.RateLimit;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes complaints about payloads. What they can cost is bounded, whoever complains: one payload is read at a time, at a limited
 * rate; one that was found sound, or that nobody needs, is not read again for ten minutes; and each caller has so many complaints in ten minutes.
 */
public final class ComplaintDesk implements Complaints, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ComplaintDesk.class);
    private static final Duration REST = Duration.ofMinutes(10);
    private static final long ANSWER_SECONDS = 20;
    private static final int MOST_WAITING = 64;
    private static final int MOST_OF_ONE = 32;
    private static final int REMEMBERED = 4096;
    private static final long BYTES_PER_SECOND = 64L << 20;

    private final Inspections inspections;
    private final Scrub scrub;
    private final InstantSource clock;
    private final RateLimit limit = new RateLimit(() -> BYTES_PER_SECOND);
    private final Map<Digest, CompletableFuture<Verdict>> waiting = new HashMap<>();
    private final Map<Digest, Seen> seen = recent();
    private final Map<String, Count> counts = recent();
    private final ExecutorService thread = Executors.newSingleThreadExecutor(ComplaintDesk::thread);

    /**
     * A desk.
     *
     * @param scrub told when a complaint was right
     */
    public ComplaintDesk(Inspections inspections, Scrub scrub, InstantSource clock) {
        this.inspections = inspections;
        this.scrub = scrub;
        this.clock = clock;
    }

    /** The priority is a courtesy: nothing depends on it. */
    @SuppressWarnings("ThreadPriorityCheck")
    private static Thread thread(Runnable work) {
        Thread made = new Thread(work, "lockstep-complaints");
        made.setDaemon(true);
        made.setPriority(Thread.MIN_PRIORITY);
        return made;
    }

    private static <K, V> Map<K, V> recent() {
        return new LinkedHashMap<>() {
            private static final long serialVersionUID = 1L;

            @Override
            protected boolean removeEldestEntry(Map.Entry<K, V> eldest) {
                return size() > REMEMBERED;
            }
        };
    }

    @Override
    public CompletableFuture<Verdict> complain(Digest payload, String caller, String name) throws TooManyException {
        CompletableFuture<Verdict> looking;
        synchronized (this) {
            Instant now = clock.instant();
            count(caller, now);
            Seen before = seen.get(payload);
            if (before != null && before.at().plus(REST).isAfter(now)) {
                return CompletableFuture.completedFuture(before.verdict());
            }
            looking = waiting.get(payload);
            if (looking == null) {
                if (waiting.size() >= MOST_WAITING) {
                    throw new TooManyException();
                }
                looking = new CompletableFuture<>();
                waiting.put(payload, looking);
                thread.execute(() -> look(payload, name));
            }
        }
        // Who waits for long is told to ask again; the look goes on.
        return looking.copy().completeOnTimeout(Verdict.LOOKING, ANSWER_SECONDS, TimeUnit.SECONDS);
    }

    private void count(String caller, Instant now) throws TooManyException {
        Count count = counts.get(caller);
        if (count == null || !count.since().plus(REST).isAfter(now)) {
            count = new Count(now, 0);
        }
        if (count.number() >= MOST_OF_ONE) {
            throw new TooManyException();
        }
        counts.put(caller, new Count(count.since(), count.number() + 1));
    }

    private void look(Digest payload, String name) {
        Verdict verdict = Verdict.LOOKING;
        boolean needed = false;
        try {
            verdict = verdict(inspections.look(payload, limit, name));
            needed = verdict == Verdict.ABSENT && inspections.isNeeded(payload);
        } catch (IOException e) {
            LOG.warn("{} says that payload {} is altered, and it cannot be looked at: {}", name, payload, e.toString());
        } catch (RuntimeException e) {
            LOG.error("A payload could not be looked at because of an error of Lockstep itself.", e);
        } finally {
            CompletableFuture<Verdict> told;
            synchronized (this) {
                told = waiting.remove(payload);
                // What is fetched again is looked at again; what is right, or nobody's, is not.
                if (verdict == Verdict.SOUND || (verdict == Verdict.ABSENT && !needed)) {
                    seen.put(payload, new Seen(verdict, clock.instant()));
                }
            }
            told.complete(verdict);
        }
        if (verdict == Verdict.DAMAGED) {
            scrub.damaged();
        } else if (verdict == Verdict.ABSENT && needed) {
            scrub.lost();
        }
    }

    private static Verdict verdict(Finding finding) {
        return switch (finding) {
            case SOUND -> Verdict.SOUND;
            case DAMAGED -> Verdict.DAMAGED;
            case ABSENT -> Verdict.ABSENT;
        };
    }

    @Override
    public void close() {
        thread.shutdownNow();
        try {
            boolean unused = thread.awaitTermination(ANSWER_SECONDS, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private record Count(Instant since, int number) {}

    private record Seen(Verdict verdict, Instant at) {}
}
