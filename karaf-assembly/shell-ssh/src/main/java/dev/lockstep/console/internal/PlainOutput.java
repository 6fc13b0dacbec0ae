package dev.lockstep.console.internal;

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;

/** What a command prints for a program, such as one behind a pipe: without the sequences by which a terminal changes its colours. */
final class PlainOutput extends FilterOutputStream {
    private static final int ESCAPE = 0x1b;
    private State state = State.TEXT;

    PlainOutput(OutputStream out) {
        super(out);
    }

    @Override
    public void write(int b) throws IOException {
        switch (state) {
            case TEXT -> {
                if (b == ESCAPE) {
                    state = State.ESCAPED;
                } else {
                    out.write(b);
                }
            }
            case ESCAPED -> state = b == '[' ? State.SEQUENCE : State.TEXT;
            case SEQUENCE -> {
                // ECMA-48: parameters, and one byte from @ to ~ that says what is to be done with them.
                if (b >= '@' && b <= '~') {
                    state = State.TEXT;
                }
            }
        }
    }

    @Override
    public void write(byte[] bytes, int offset, int length) throws IOException {
        int from = offset;
        for (int i = offset; i < offset + length; i++) {
            if (state != State.TEXT || bytes[i] == ESCAPE) {
                out.write(bytes, from, i - from);
                write(bytes[i] & 0xff);
                from = i + 1;
            }
        }
        out.write(bytes, from, offset + length - from);
    }

    private enum State {
        TEXT,
        ESCAPED,
        SEQUENCE
    }
}
