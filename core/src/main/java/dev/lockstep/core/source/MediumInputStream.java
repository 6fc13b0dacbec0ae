package dev.lockstep.core.source;

import dev.lockstep.core.files.DiskProblems;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.nio.channels.ClosedByInterruptException;

/**
 * What is read from a folder or medium that is a source. A failure to read it is a problem that names it, as one of a network is:
 * whoever reads and writes this computer's own disk meanwhile cannot take the one for the other.
 */
public final class MediumInputStream extends FilterInputStream {
    private final String medium;

    /**
     * Reads from a medium.
     *
     * @param medium what is read, for people
     */
    public MediumInputStream(InputStream in, String medium) {
        super(in);
        this.medium = medium;
    }

    @Override
    public int read() throws IOException {
        try {
            return super.read();
        } catch (IOException e) {
            throw interruption(e);
        }
    }

    @Override
    public int read(byte[] bytes, int offset, int length) throws IOException {
        try {
            return super.read(bytes, offset, length);
        } catch (IOException e) {
            throw interruption(e);
        }
    }

    private IOException interruption(IOException failure) {
        if (failure instanceof InterruptedIOException || failure instanceof ClosedByInterruptException) {
            return failure;
        }
        throw DiskProblems.reading(medium, failure);
    }
}
