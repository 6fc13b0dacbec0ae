package dev.lockstep.console.internal;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.util.List;
import java.util.function.Consumer;

/** Takes what a command prints and sends it, line by line, through filters. */
final class Filters extends OutputStream {
    private static final int LONGEST_LINE = 1 << 16;

    private final List<Filter> filters;
    private final PrintStream out;
    private final Charset charset;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();

    Filters(List<Filter> filters, PrintStream out, Charset charset) {
        this.filters = List.copyOf(filters);
        this.out = out;
        this.charset = charset;
    }

    @Override
    public synchronized void write(int b) {
        if (b == '\n' || line.size() >= LONGEST_LINE) {
            next();
        }
        if (b != '\n' && b != '\r') {
            line.write(b);
        }
    }

    private void next() {
        String text = line.toString(charset);
        line.reset();
        from(0).accept(text);
    }

    private Consumer<String> from(int at) {
        return at == filters.size() ? out::println : text -> filters.get(at).line(text, from(at + 1));
    }

    /** The command has ended: the filters say what they kept for this. */
    synchronized void end() {
        if (line.size() > 0) {
            next();
        }
        for (int at = 0; at < filters.size(); at++) {
            filters.get(at).end(from(at + 1));
        }
        out.flush();
    }
}
