package dev.lockstep.core.store;

import dev.lockstep.core.problem.ProblemException;
import java.nio.file.Path;

/** The reception of a payload that is complete already: there is nothing to write. */
final class CompletePayload implements ContentStore.Reception {
    private final Blob blob;
    private final Path file;
    private final Runnable whenClosed;
    private boolean closed;

    CompletePayload(Blob blob, Path file, Runnable whenClosed) {
        this.blob = blob;
        this.file = file;
        this.whenClosed = whenClosed;
    }

    @Override
    public long position() {
        return blob.length();
    }

    @Override
    public void write(byte[] bytes, int offset, int length) {
        if (length > 0) {
            throw new ProblemException(IncomingPayload.oversized(blob, file));
        }
    }

    @Override
    public Path commit() {
        return file;
    }

    @Override
    public void close() {
        if (!closed) {
            closed = true;
            whenClosed.run();
        }
    }
}
