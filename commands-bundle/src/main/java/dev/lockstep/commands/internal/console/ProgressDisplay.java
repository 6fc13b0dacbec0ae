package dev.lockstep.commands.internal.console;

import dev.lockstep.core.transfer.Progress;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import java.util.function.LongSupplier;

/**
 * Shows how far a long operation has come. On a terminal the line of the step under way is rewritten, and its result stays; else,
 * as in a log, each step is a line, and one that takes long adds one every ten seconds.
 */
final class ProgressDisplay implements Progress {
    private static final long MOVES = Duration.ofMillis(200).toNanos();
    private static final long LINES = Duration.ofSeconds(10).toNanos();

    private final PrintStream out;
    private final Texts texts;
    private final Optional<Integer> width;
    private final LongSupplier nanoTime;
    private Optional<Shown> shown = Optional.empty();
    private String onLine = "";

    /**
     * A display that shows nothing yet.
     *
     * @param width how wide the terminal is; empty if there is none
     */
    ProgressDisplay(PrintStream out, Texts texts, Optional<Integer> width, LongSupplier nanoTime) {
        this.out = out;
        this.texts = texts;
        this.width = width;
        this.nanoTime = nanoTime;
    }

    @Override
    public synchronized void at(String step, long done, long total) {
        long now = nanoTime.getAsLong();
        Optional<Shown> same = shown.filter(before -> before.step.equals(step) && before.total == Math.max(0, total));
        if (same.isEmpty()) {
            end();
            Shown begun = new Shown(step, Math.max(0, total), new TransferRate(done, now), now);
            shown = Optional.of(begun);
            write(width.isPresent() ? begun.moving() : begun.begun());
            return;
        }
        Shown current = same.get();
        current.pace.at(done, now);
        if (now - current.at >= (width.isPresent() ? MOVES : LINES)) {
            current.at = now;
            write(current.moving());
        }
    }

    /** Leaves the last line as it is: something else is about to be printed. */
    synchronized void end() {
        if (width.isPresent()) {
            shown.ifPresent(last -> {
                write(last.ended());
                out.println();
            });
        }
        shown = Optional.empty();
        onLine = "";
    }

    private void write(String text) {
        if (width.isEmpty()) {
            out.println(text);
        } else {
            // The last column stays free: many terminals begin a new line there.
            int room = width.get() - 1;
            String line = text.length() <= room ? text : text.substring(0, room);
            if (!line.equals(onLine)) {
                String start = onLine.isEmpty() ? "" : "\r";
                out.print(start + line + " ".repeat(Math.max(0, onLine.length() - line.length())));
                onLine = line;
            }
        }
        out.flush();
    }

    /** The step under way, and its texts. */
    private final class Shown {
        private final String step;
        private final long total;
        private final TransferRate pace;
        private final String name;
        private long at;

        Shown(String step, long total, TransferRate pace, long at) {
            this.step = step;
            this.total = total;
            this.pace = pace;
            this.at = at;
            this.name = capitalised(Dialogue.printable(texts.word("step", step)));
        }

        private String begun() {
            return total == 0
                    ? texts.get("progress.step", name)
                    : texts.get("progress.begun", name, texts.size(total - pace.done()));
        }

        private String moving() {
            if (total == 0) {
                return texts.get("progress.step", name);
            }
            long percent = Math.min(100, pace.done() * 100 / total);
            String rate = pace.perSecond()
                    .map(bytes -> texts.get("progress.rate", texts.size(bytes)))
                    .orElse("");
            String left = pace.left(total)
                    .map(time -> texts.get("progress.left", texts.duration(time)))
                    .orElse("");
            return texts.get("progress.amount", name, percent, texts.size(pace.done()), texts.size(total))
                    + rate
                    + left;
        }

        /** What was reached, which need not be everything: the step may have failed. */
        private String ended() {
            if (total == 0 || pace.done() < total) {
                return moving();
            }
            String rate = pace.perSecondOverall()
                    .map(bytes -> texts.get("progress.rate", texts.size(bytes)))
                    .orElse("");
            return texts.get("progress.ended", name, texts.size(total), texts.duration(pace.taken())) + rate;
        }

        private String capitalised(String word) {
            Locale locale = texts.locale();
            return word.isEmpty() ? word : word.substring(0, 1).toUpperCase(locale) + word.substring(1);
        }
    }
}
