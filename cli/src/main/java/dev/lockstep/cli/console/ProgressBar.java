package dev.lockstep.cli.console;

import dev.lockstep.core.problem.Sizes;
import dev.lockstep.core.transfer.Progress;
import java.io.PrintWriter;
import java.util.Locale;
import java.util.function.LongSupplier;

/** A line on a terminal that shows how far an operation has come; at most ten times a second. Not thread-safe. */
final class ProgressBar implements Progress {
    private static final int WIDTH = 30;
    private static final long INTERVAL = 100_000_000;

    private final PrintWriter terminal;
    private final boolean moving;
    private final LongSupplier nanoTime;
    private long shownAt;
    private int shown;

    ProgressBar(PrintWriter terminal, boolean moving, LongSupplier nanoTime) {
        this.terminal = terminal;
        this.moving = moving;
        this.nanoTime = nanoTime;
        this.shownAt = nanoTime.getAsLong() - INTERVAL;
    }

    @Override
    public void at(String step, long done, long total) {
        long now = nanoTime.getAsLong();
        if (!moving || (now - shownAt < INTERVAL && done < total)) {
            return;
        }
        shownAt = now;
        show(total <= 0 ? String.format(Locale.ROOT, "%-8s %s", step, Sizes.text(done)) : bar(step, done, total));
    }

    private static String bar(String step, long done, long total) {
        double share = Math.min(1, (double) done / total);
        int full = (int) (share * WIDTH);
        return String.format(
                Locale.ROOT,
                "%-8s [%s%s] %3d%%  %s of %s",
                step,
                "#".repeat(full),
                ".".repeat(WIDTH - full),
                (int) (share * 100),
                Sizes.text(done),
                Sizes.text(total));
    }

    private void show(String line) {
        terminal.print("\r" + line + " ".repeat(Math.max(0, shown - line.length())));
        terminal.flush();
        shown = line.length();
    }

    /** Takes the line away, for text that is to stay. */
    void clear() {
        if (shown > 0) {
            terminal.print("\r" + " ".repeat(shown) + "\r");
            terminal.flush();
            shown = 0;
        }
    }
}
