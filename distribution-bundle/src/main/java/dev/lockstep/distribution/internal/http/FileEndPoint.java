package dev.lockstep.distribution.internal.http;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.SelectionKey;
import java.nio.channels.SocketChannel;
import java.util.Arrays;
import org.eclipse.jetty.io.EofException;
import org.eclipse.jetty.io.ManagedSelector;
import org.eclipse.jetty.io.SocketChannelEndPoint;
import org.eclipse.jetty.util.thread.Scheduler;

/**
 * A connection that can send a part of a file from the kernel's cache straight to the socket.
 *
 * <p>Jetty hands buffers down to its end points and knows nothing of files. So the sender asks for a <em>stand-in</em>
 * ({@link #standInFor}): a buffer as long as the part of the file, whose bytes are never read. Jetty counts and orders it
 * like any other, and when it arrives here to be flushed, the part of the file is sent in its place. That holds for plain
 * HTTP/1.1 only: whatever lies between (TLS, the frames of HTTP/2) would read the bytes.
 */
final class FileEndPoint extends SocketChannelEndPoint {
    /** How much one stand-in can stand for: about as much as the kernel takes at once. */
    static final int STAND_IN_BYTES = 4 << 20;

    private volatile Part part;

    FileEndPoint(SocketChannel channel, ManagedSelector selector, SelectionKey key, Scheduler scheduler) {
        super(channel, selector, key, scheduler);
    }

    /**
     * A buffer that stands for a part of a file, to be written by the next write to this connection.
     *
     * @param length at most {@link #STAND_IN_BYTES}
     */
    ByteBuffer standInFor(FileChannel file, long position, int length) {
        ByteBuffer standIn = Nothing.BYTES.duplicate().limit(length);
        part = new Part(file, position, standIn);
        return standIn;
    }

    @Override
    public boolean flush(ByteBuffer... buffers) throws IOException {
        Part sending = part;
        if (sending == null || !sending.isLastOf(buffers)) {
            return super.flush(buffers);
        }
        if (buffers.length > 1 && !super.flush(Arrays.copyOf(buffers, buffers.length - 1))) {
            return false;
        }
        if (send(sending)) {
            part = null;
            return true;
        }
        return false;
    }

    private boolean send(Part sending) throws IOException {
        ByteBuffer standIn = sending.standIn;
        long position = sending.start + standIn.position();
        long sent;
        try {
            sent = sending.file.transferTo(position, standIn.remaining(), getChannel());
        } catch (IOException e) {
            throw new EofException(e);
        }
        if (sent > 0) {
            notIdle();
            standIn.position(standIn.position() + (int) sent);
        } else if (standIn.hasRemaining() && position >= sending.file.size()) {
            throw new EOFException("the file became shorter while it was sent");
        }
        return !standIn.hasRemaining();
    }

    /** Bytes that nobody writes or reads, shared by all connections, and not made before the first large file is sent. */
    private static final class Nothing {
        static final ByteBuffer BYTES = ByteBuffer.allocate(STAND_IN_BYTES).asReadOnlyBuffer();
    }

    private record Part(FileChannel file, long start, ByteBuffer standIn) {
        @SuppressWarnings(
                "ReferenceEquality") // Buffers are equal by their bytes; only this very one stands for the file.
        boolean isLastOf(ByteBuffer[] buffers) {
            return buffers.length > 0 && buffers[buffers.length - 1] == standIn;
        }
    }
}
