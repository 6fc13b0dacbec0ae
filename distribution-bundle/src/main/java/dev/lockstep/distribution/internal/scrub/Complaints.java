package dev.lockstep.distribution.internal.scrub;

import dev.lockstep.core.store.Digest;
import dev.lockstep.core.transfer.PayloadComplaint.Verdict;
import java.util.concurrent.CompletableFuture;

/** Where a complaint about a payload goes. */
@FunctionalInterface
public interface Complaints {
    /**
     * Looks at a payload, or waits for whoever looks at it already.
     *
     * @param caller who complains, so that nobody can keep the disk busy for all
     * @param name the same for people
     * @return completed within half a minute
     * @throws TooManyException if there are too many complaints, of this caller or altogether
     */
    CompletableFuture<Verdict> complain(Digest payload, String caller, String name) throws TooManyException;

    /** There are too many complaints now. */
    final class TooManyException extends Exception {
        private static final long serialVersionUID = 1L;

        TooManyException() {
            super("too many complaints");
        }
    }
}
