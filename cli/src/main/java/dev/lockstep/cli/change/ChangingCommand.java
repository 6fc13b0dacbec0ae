package dev.lockstep.cli.change;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.cli.console.Environment;
import dev.lockstep.cli.console.Failure;
import dev.lockstep.cli.console.Screen;
import dev.lockstep.cli.keys.KeyOptions;
import dev.lockstep.cli.repository.PublishedFolder;
import dev.lockstep.cli.repository.RepositoryCommand;
import dev.lockstep.core.tuf.CodedException;
import java.io.IOException;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** A command that changes what is published, or with a dry run only shows what would change. */
abstract class ChangingCommand extends RepositoryCommand {
    @Option(names = "--dry-run", description = "Change nothing; show what clients would accept afterwards.")
    private boolean dryRun;

    @Mixin
    private KeyOptions keys = new KeyOptions();

    ChangingCommand(Environment environment) {
        super(environment);
    }

    boolean isDryRun() {
        return dryRun;
    }

    KeyOptions keys() {
        return keys;
    }

    @Override
    protected final int run(PublishedFolder published, Screen screen, ObjectNode result)
            throws IOException, CodedException {
        checkCall();
        if (!canBegin()) {
            published.require();
        }
        WorkingFolder place = WorkingFolder.of(published, keys.folder(published.folder()));
        if (!dryRun) {
            change(place, screen, result);
            return 0;
        }
        try (Rehearsal rehearsal = Rehearsal.of(published)) {
            screen.line("Dry run: nothing is changed.");
            change(rehearsal.place(), screen, result);
            rehearsal.tell(environment().clock(), screen, result);
        }
        return 0;
    }

    /** Refuses a call that can never be right, before anything is looked at. */
    protected void checkCall() throws Failure {}

    /** Whether it can also be the first change of a folder in which nothing was published. */
    boolean canBegin() {
        return false;
    }

    /** Makes the change. */
    protected abstract void change(WorkingFolder place, Screen screen, ObjectNode result)
            throws IOException, CodedException;
}
