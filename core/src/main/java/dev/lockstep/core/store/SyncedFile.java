package dev.lockstep.core.store;

import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.files.DurableFiles;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** A file that is being written, whose failures name the folder and the room that is needed. */
final class SyncedFile implements AutoCloseable {
    private final Path folder;
    private final FileChannel channel;

    /** Opens a file for reading and writing; what is in it stays. */
    SyncedFile(Path file) throws IOException {
        folder = file.getParent();
        try {
            DurableFiles.createFolders(folder);
            channel = FileChannel.open(
                    file, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
        } catch (IOException e) {
            throw DiskProblems.writing(folder, 0, e);
        }
    }

    int read(ByteBuffer buffer) throws IOException {
        return channel.read(buffer);
    }

    /**
     * Appends.
     *
     * @param missing how many bytes are still to come, these among them
     */
    void write(byte[] bytes, int offset, int length, long missing) throws ClosedByInterruptException {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, offset, length);
        try {
            while (buffer.hasRemaining()) {
                channel.write(buffer);
            }
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            throw DiskProblems.writing(folder, missing, e);
        }
    }

    void sync() throws ClosedByInterruptException {
        try {
            channel.force(true);
        } catch (ClosedByInterruptException e) {
            throw e;
        } catch (IOException e) {
            throw DiskProblems.writing(folder, 0, e);
        }
    }

    @Override
    public void close() throws IOException {
        channel.close();
    }
}
