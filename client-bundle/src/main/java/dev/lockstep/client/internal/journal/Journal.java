package dev.lockstep.client.internal.journal;

import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.json.StateFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;

/**
 * What is under way, on disk before it is done: {@code journal/current.json}. There is at most one transaction. One writer at
 * a time.
 */
public final class Journal {
    private static final int MAXIMUM_BYTES = 4 * 1024 * 1024;

    private final StateFile<Transaction> file;

    public Journal(Path folder) {
        this.file = StateFile.of(folder.resolve("current.json"), Transaction.class, MAXIMUM_BYTES)
                .twice();
    }

    /** What is under way; empty if nothing is. */
    public Optional<Transaction> current() {
        // If its copy is damaged, too, the pointers still say what runs.
        return file.read();
    }

    /**
     * Records a transaction and its step.
     *
     * @throws dev.lockstep.core.problem.ProblemException if the disk does not let it
     */
    public void record(Transaction transaction) {
        try {
            file.write(transaction);
        } catch (IOException e) {
            throw DiskProblems.writing(file.path().getParent(), 0, e);
        }
    }

    /** Records that nothing is under way. */
    public void clear() throws IOException {
        file.delete();
    }
}
