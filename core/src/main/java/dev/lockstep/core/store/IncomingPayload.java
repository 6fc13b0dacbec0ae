package dev.lockstep.core.store;

import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Map;

/** A payload on its way in: hashed as it comes, so that the last byte decides. For one thread. */
final class IncomingPayload implements ContentStore.Reception {
    private static final int BUFFER = 128 << 10;

    private final Blob blob;
    private final Path part;
    private final Path payload;
    private final SyncedFile file;
    private final MessageDigest hash = Digest.algorithm();
    private final Runnable whenClosed;
    private long position;
    private boolean closed;

    private IncomingPayload(Blob blob, Path part, Path payload, SyncedFile file, Runnable whenClosed) {
        this.blob = blob;
        this.part = part;
        this.payload = payload;
        this.file = file;
        this.whenClosed = whenClosed;
    }

    static IncomingPayload open(Blob blob, Path part, Path payload, Runnable whenClosed) throws IOException {
        SyncedFile file = new SyncedFile(part);
        var incoming = new IncomingPayload(blob, part, payload, file, whenClosed);
        try {
            incoming.hashWhatCame();
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
        return incoming;
    }

    /** A computer that lost power may have lost the last bytes too: what counts is what can be read back. */
    private void hashWhatCame() throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(BUFFER);
        while (file.read(buffer) >= 0) {
            position += buffer.position();
            buffer.flip();
            hash.update(buffer);
            buffer.clear();
        }
    }

    @Override
    public long position() {
        return position;
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        if (length > blob.length() - position) {
            discard();
            throw new ProblemException(oversized(blob, payload));
        }
        file.write(bytes, offset, length, blob.length() - position);
        hash.update(bytes, offset, length);
        position += length;
    }

    @Override
    public Path commit() throws IOException {
        if (position < blob.length()) {
            throw ProblemException.of(
                    ProblemCode.PAYLOAD_TRUNCATED, facts(blob, payload, "bytes", position, "expected", blob.length()));
        }
        if (!Digest.ofHash(hash.digest()).equals(blob.digest())) {
            discard();
            throw ProblemException.of(
                    ProblemCode.PAYLOAD_ALTERED, facts(blob, payload, "bytes", position, "expected", blob.length()));
        }
        file.sync();
        file.close();
        FileContentStore.publish(part, payload);
        return payload;
    }

    private void discard() throws IOException {
        file.close();
        DurableFiles.delete(part);
    }

    @Override
    public void close() throws IOException {
        if (!closed) {
            closed = true;
            try {
                file.close();
            } finally {
                whenClosed.run();
            }
        }
    }

    static Problem oversized(Blob blob, Path payload) {
        return Problem.of(ProblemCode.PAYLOAD_OVERSIZED, facts(blob, payload, "limit", blob.length(), "bytes", 0));
    }

    /** The caller, who knows the source, replaces the folder by its address. */
    private static Map<String, String> facts(Blob blob, Path payload, String one, long first, String two, long second) {
        return Map.of(
                "file",
                blob.digest().path(),
                "address",
                payload.getParent().toString(),
                one,
                Long.toString(first),
                two,
                Long.toString(second));
    }
}
