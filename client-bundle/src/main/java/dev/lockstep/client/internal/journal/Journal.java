package dev.lockstep.client.internal.journal;

import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.json.StateFile;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What is under way, on disk before it is done: {@code journal/current.json}. There is at most one transaction. One writer at
 * a time.
 */
public final class Journal {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final int MAXIMUM_BYTES = 4 * 1024 * 1024;

    private final StateFile<Transaction> file;

    public Journal(Path folder) {
        this.file = new StateFile<>(folder.resolve("current.json"), Transaction.class, MAXIMUM_BYTES);
    }

    /** What is under way; empty if nothing is. */
    public Optional<Transaction> current() throws IOException {
        try {
            return file.read();
        } catch (StateFile.DamagedException e) {
            // Whole files are replaced, so this is damage by others. The pointers still say what runs.
            LOG.error("{}. It is put aside.", e.getMessage());
            DurableFiles.move(file.path(), file.path().resolveSibling("unreadable.json"));
            return Optional.empty();
        }
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
        DurableFiles.delete(file.path());
        DurableFiles.syncFolder(file.path().getParent());
    }
}
