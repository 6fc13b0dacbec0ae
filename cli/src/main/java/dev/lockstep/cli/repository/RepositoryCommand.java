package dev.lockstep.cli.repository;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.cli.console.Environment;
import dev.lockstep.cli.console.Screen;
import dev.lockstep.cli.console.Subcommand;
import dev.lockstep.core.tuf.CodedException;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Parameters;

/** A command on a published folder: at its end it says how long what is signed there is still valid. */
public abstract class RepositoryCommand extends Subcommand {
    @Parameters(index = "0", paramLabel = "DIR", description = "The published folder.")
    private Path folder;

    public RepositoryCommand(Environment environment) {
        super(environment);
    }

    @Override
    public final Integer call() throws IOException, CodedException {
        PublishedFolder published = new PublishedFolder(folder);
        Screen screen = screen();
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        int status = run(published, screen, result);
        RemainingValidity.read(published, environment().clock()).ifPresent(validity -> validity.tell(screen, result));
        screen.result(result);
        return status;
    }

    /**
     * Does what was asked.
     *
     * @param result what scripts are told; lines for people go to the screen
     * @return the exit status
     */
    protected abstract int run(PublishedFolder published, Screen screen, ObjectNode result)
            throws IOException, CodedException;
}
