package dev.lockstep.core.archive;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;

/** The bytes of an archive, wherever they are. */
interface ArchiveBytes {
    long length();

    /**
     * Fills a buffer.
     *
     * @throws EOFException if there is less
     */
    void read(long at, ByteBuffer buffer) throws IOException;

    static ArchiveBytes of(FileChannel file) throws IOException {
        long length = file.size();
        return new ArchiveBytes() {
            @Override
            public long length() {
                return length;
            }

            @Override
            public void read(long at, ByteBuffer buffer) throws IOException {
                long next = at;
                while (buffer.hasRemaining()) {
                    int count = file.read(buffer, next);
                    if (count < 0) {
                        throw new EOFException("the file became shorter while it was read");
                    }
                    next += count;
                }
            }
        };
    }

    static ArchiveBytes of(byte[] bytes) {
        return new ArchiveBytes() {
            @Override
            public long length() {
                return bytes.length;
            }

            @Override
            public void read(long at, ByteBuffer buffer) throws IOException {
                if (at + buffer.remaining() > bytes.length) {
                    throw new EOFException();
                }
                buffer.put(bytes, (int) at, buffer.remaining());
            }
        };
    }
}
