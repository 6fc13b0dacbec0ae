package dev.lockstep.commands.internal;

import dev.lockstep.core.node.Progress;
import java.io.PrintStream;

/**
 * Prints a line when a step begins, at each further tenth of it, and when it ends.
 *
 * <p>A line, not a bar that moves: the output may be a log file.
 */
final class ProgressLines implements Progress {
    private static final int TENTHS = 10;

    private final PrintStream out;
    private final Texts texts;
    private String lastStep = "";
    private long lastTenth;

    ProgressLines(PrintStream out, Texts texts) {
        this.out = out;
        this.texts = texts;
    }

    @Override
    public synchronized void at(String step, long done, long total) {
        long tenth = total <= 0 ? 0 : Math.min(TENTHS, done * TENTHS / total);
        if (step.equals(lastStep) && tenth <= lastTenth) {
            return;
        }
        lastStep = step;
        lastTenth = tenth;
        String name = Dialogue.printable(texts.word("step", step));
        if (total <= 0) {
            out.println(texts.get("progress.step", name));
        } else {
            out.println(texts.get("progress.amount", name, tenth * 10, texts.size(done), texts.size(total)));
        }
        out.flush();
    }
}
