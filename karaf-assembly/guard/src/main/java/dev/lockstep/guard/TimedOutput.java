package dev.lockstep.guard;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.regex.Pattern;

/**
 * What the framework and the bundles print, each line with its time, as the launcher writes its own into the same file. A line that
 * already begins with a time is left as it is, and so are the lines of a stack trace after its first.
 *
 * <p>It stands in the node itself and not behind a pipe of the launcher: the node writes on when the launcher was killed or stands still.
 */
final class TimedOutput extends OutputStream {
    /** A date or a time of day at the beginning, bare or in brackets; or one after a level, as Java's own logging has it. */
    private static final Pattern TIMED = Pattern.compile(
            "^[\\[(<]?(?:[A-Z]{4,7}:?\\s+)?(?:\\d{4}[-/.]\\d\\d[-/.]\\d\\d|\\d\\d[./]\\d\\d[./]\\d{4}|\\d\\d:\\d\\d:\\d\\d"
                    + "|[A-Z][a-z]{2} \\d\\d, \\d{4}).*",
            Pattern.DOTALL);

    private static final Pattern CONTINUED =
            Pattern.compile("^(?:\\s|Caused by: |Suppressed: |\\.\\.\\. \\d+ more).*", Pattern.DOTALL);

    /** A line without an end is not kept back for ever. */
    private static final int LONGEST = 64 * 1024;

    private final OutputStream out;
    private final InstantSource clock;
    private final ByteArrayOutputStream line = new ByteArrayOutputStream();
    private boolean begun;

    TimedOutput(OutputStream out, InstantSource clock) {
        this.out = out;
        this.clock = clock;
    }

    /** From now on the standard output and error output of this process are written so. */
    static void install() {
        System.setOut(timed(System.out, "sun.stdout.encoding"));
        System.setErr(timed(System.err, "sun.stderr.encoding"));
    }

    private static PrintStream timed(PrintStream stream, String encoding) {
        return new PrintStream(new TimedOutput(stream, InstantSource.system()), true, charset(encoding));
    }

    /** Java says which encoding a terminal has; everything else is in the usual one. */
    private static Charset charset(String property) {
        String named = System.getProperty(property, "");
        return named.isEmpty() || !Charset.isSupported(named) ? Charset.defaultCharset() : Charset.forName(named);
    }

    @Override
    public synchronized void write(int b) throws IOException {
        line.write(b);
        if (b == '\n' || line.size() >= LONGEST) {
            emit();
            begun = b != '\n';
        }
    }

    @Override
    public synchronized void write(byte[] bytes, int from, int length) throws IOException {
        for (int i = from; i < from + length; i++) {
            write(bytes[i]);
        }
    }

    /** Half a line is written, too: whoever asked for that wants it to be there when the process dies. */
    @Override
    public synchronized void flush() throws IOException {
        if (line.size() > 0) {
            emit();
            begun = true;
        }
        out.flush();
    }

    private void emit() throws IOException {
        byte[] bytes = line.toByteArray();
        line.reset();
        if (!begun && needsTime(bytes)) {
            out.write((clock.instant().truncatedTo(ChronoUnit.SECONDS) + " ").getBytes(StandardCharsets.US_ASCII));
        }
        out.write(bytes);
    }

    private static boolean needsTime(byte[] line) {
        // Only its beginning is looked at, which is ASCII or of no interest.
        String text = new String(line, 0, Math.min(line.length, 64), StandardCharsets.ISO_8859_1);
        return !text.isBlank()
                && !TIMED.matcher(text).matches()
                && !CONTINUED.matcher(text).matches();
    }
}
