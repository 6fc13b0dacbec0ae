package dev.lockstep.distribution.internal;

import dev.lockstep.core.node.Distribution.State;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.distribution.internal.folder.CompleteIndex;
import dev.lockstep.distribution.internal.folder.DistributionFolder;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;

/**
 * The state of the folder, looked up again only now and then: clients ask for it with every request, and it takes a look at
 * every file.
 */
final class FolderState {
    private static final long VALID_NANOS = Duration.ofSeconds(3).toNanos();

    private final DistributionFolder folder;
    private final LongSupplier nanoTime;
    private final ReentrantLock looking = new ReentrantLock();
    private final AtomicBoolean refreshing = new AtomicBoolean();
    private volatile Seen seen;

    FolderState(DistributionFolder folder, LongSupplier nanoTime) {
        this.folder = folder;
        this.nanoTime = nanoTime;
        this.seen = new Seen(look(folder), nanoTime.getAsLong());
    }

    /** What the folder holds, as it was at most three seconds ago. */
    State current() {
        Seen last = seen;
        // While one thread looks, the others go on with what was seen before.
        if (isOld(last) && looking.tryLock()) {
            try {
                return now();
            } finally {
                looking.unlock();
            }
        }
        return last.state();
    }

    /** What was seen last; never waits for the disk. */
    State recent(Executor background) {
        Seen last = seen;
        if (isOld(last) && refreshing.compareAndSet(false, true)) {
            background.execute(() -> {
                try {
                    now();
                } finally {
                    refreshing.set(false);
                }
            });
        }
        return seen.state();
    }

    private boolean isOld(Seen last) {
        return nanoTime.getAsLong() - last.at() >= VALID_NANOS;
    }

    /** What the folder holds now. */
    State now() {
        State state = look(folder);
        seen = new Seen(state, nanoTime.getAsLong());
        return state;
    }

    private static State look(DistributionFolder folder) {
        CompleteIndex index = folder.index();
        if (index.releases().isEmpty()) {
            return new State.Empty();
        }
        int missing = folder.missing(index).size() + (folder.hasTimestamp() ? 0 : 1);
        return missing == 0
                ? new State.Ready(index.releases())
                : new State.Damaged(Problem.of(
                        ProblemCode.DISTRIBUTION_DAMAGED,
                        Map.of("folder", folder.path().toString(), "missing", Integer.toString(missing))));
    }

    private record Seen(State state, long at) {}
}
