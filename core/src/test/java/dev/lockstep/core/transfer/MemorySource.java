package dev.lockstep.core.transfer;

import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.source.Transport;
import dev.lockstep.core.store.Blob;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/** A source in memory whose connections break when a test says so. */
class MemorySource implements Transport {
    final List<String> asked = new CopyOnWriteArrayList<>();
    final AtomicInteger sent = new AtomicInteger();
    boolean withoutRanges;

    private final Map<String, byte[]> files = new ConcurrentHashMap<>();
    private final Queue<Integer> breaks = new ConcurrentLinkedQueue<>();

    Blob put(byte[] bytes) {
        Blob blob = Blob.of(bytes);
        put(blob, bytes);
        return blob;
    }

    void put(Blob blob, byte[] bytes) {
        files.put("targets/" + blob.digest().path(), bytes);
    }

    /** The next connection that has not been told otherwise breaks after so many bytes. */
    void breakAfter(int bytes) {
        breaks.add(bytes);
    }

    @Override
    public Optional<Content> open(String path, long offset) throws IOException {
        asked.add(path + "@" + offset);
        byte[] file = files.get(path);
        if (file == null) {
            return Optional.empty();
        }
        int from = withoutRanges ? 0 : (int) offset;
        InputStream rest = new ByteArrayInputStream(file, from, file.length - from);
        Integer limit = breaks.poll();
        return Optional.of(new Content(new BreakingStream(rest, limit == null ? Integer.MAX_VALUE : limit), from));
    }

    @Override
    public String sourceName() {
        return "memory";
    }

    private final class BreakingStream extends InputStream {
        private final InputStream in;
        private int left;

        BreakingStream(InputStream in, int left) {
            this.in = in;
            this.left = left;
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] bytes, int offset, int length) throws IOException {
            if (left == 0) {
                throw ProblemException.of(
                        ProblemCode.SOURCE_UNREACHABLE, Map.of("address", "memory", "reason", "the connection broke"));
            }
            int count = in.read(bytes, offset, Math.min(left, length));
            left -= Math.max(0, count);
            sent.addAndGet(Math.max(0, count));
            return count;
        }
    }
}
