package dev.lockstep.distribution.internal.http;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.eclipse.jetty.http.HttpVersion;
import org.eclipse.jetty.io.ByteBufferPool;
import org.eclipse.jetty.io.EndPoint;
import org.eclipse.jetty.io.RetainableByteBuffer;
import org.eclipse.jetty.server.ConnectionMetaData;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.eclipse.jetty.util.IO;
import org.eclipse.jetty.util.IteratingCallback;

/**
 * Writes a part of a file as the body of an answer, without blocking and in bounded memory.
 *
 * <p>Three ways, by what was measured against nginx (see {@code benchmarks/README.md}): what fits into one buffer is read into
 * it, so that header and body leave together; over plain HTTP/1.1 the kernel sends the file ({@link FileEndPoint}); anything
 * else is read piece by piece into one pooled buffer.
 */
public final class FileBody {
    private static final int BUFFER_BYTES = 64 << 10;

    private FileBody() {}

    /**
     * Sends {@code length} bytes from {@code position} on; the headers, Content-Length among them, are set already.
     *
     * @throws IOException if the file cannot be opened; nothing was written then
     */
    public static void send(
            Path file, long position, long length, Request request, Response response, Callback callback)
            throws IOException {
        FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
        Callback closing = Callback.from(callback, () -> IO.close(channel));
        ConnectionMetaData connection = request.getConnectionMetaData();
        EndPoint endPoint = connection.getConnection().getEndPoint();
        ByteBufferPool pool = request.getComponents().getByteBufferPool();
        if (length <= BUFFER_BYTES) {
            new Reading(channel, position, length, pool, response, closing).iterate();
        } else if (endPoint instanceof FileEndPoint direct
                && connection.getHttpVersion().getVersion() <= HttpVersion.HTTP_1_1.getVersion()) {
            new Handing(channel, position, length, direct, response, closing).iterate();
        } else {
            new Reading(channel, position, length, pool, response, closing).iterate();
        }
    }

    private abstract static class Sending extends IteratingCallback {
        private final Callback callback;
        private final Response response;
        final FileChannel file;
        long position;
        long left;
        private boolean lastWritten;

        Sending(FileChannel file, long position, long length, Response response, Callback callback) {
            this.file = file;
            this.position = position;
            this.left = length;
            this.response = response;
            this.callback = callback;
        }

        abstract ByteBuffer next() throws IOException;

        /** Lets the thread that learns of room in the socket go on by itself: passing the work on costs more than it does. */
        @Override
        public InvocationType getInvocationType() {
            return InvocationType.NON_BLOCKING;
        }

        @Override
        protected Action process() throws IOException {
            if (lastWritten) {
                return Action.SUCCEEDED;
            }
            ByteBuffer piece = next();
            position += piece.remaining();
            left -= piece.remaining();
            lastWritten = left == 0;
            response.write(lastWritten, piece, this);
            return Action.SCHEDULED;
        }

        @Override
        protected void onCompleteSuccess() {
            callback.succeeded();
        }

        @Override
        protected void onCompleteFailure(Throwable cause) {
            callback.failed(cause);
        }
    }

    /** Hands the file to the kernel. */
    private static final class Handing extends Sending {
        private final FileEndPoint endPoint;

        Handing(
                FileChannel file,
                long position,
                long length,
                FileEndPoint endPoint,
                Response response,
                Callback callback) {
            super(file, position, length, response, callback);
            this.endPoint = endPoint;
        }

        @Override
        ByteBuffer next() {
            return endPoint.standInFor(file, position, (int) Math.min(left, FileEndPoint.STAND_IN_BYTES));
        }
    }

    /** Reads the file through one pooled buffer. */
    private static final class Reading extends Sending {
        private final RetainableByteBuffer pooled;

        Reading(
                FileChannel file,
                long position,
                long length,
                ByteBufferPool pool,
                Response response,
                Callback callback) {
            super(file, position, length, response, callback);
            this.pooled = pool.acquire((int) Math.min(length, BUFFER_BYTES), true);
        }

        @Override
        ByteBuffer next() throws IOException {
            ByteBuffer buffer = pooled.getByteBuffer();
            buffer.clear().limit((int) Math.min(left, Math.min(buffer.capacity(), BUFFER_BYTES)));
            while (buffer.hasRemaining()) {
                if (file.read(buffer, position + buffer.position()) < 0) {
                    throw new EOFException("the file became shorter while it was sent");
                }
            }
            return buffer.flip();
        }

        @Override
        protected void onCompleted(Throwable cause) {
            pooled.release();
            super.onCompleted(cause);
        }
    }
}
