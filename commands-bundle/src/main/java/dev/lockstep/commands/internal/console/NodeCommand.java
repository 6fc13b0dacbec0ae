package dev.lockstep.commands.internal.console;

import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.util.Optional;
import org.apache.karaf.shell.api.action.Action;
import org.apache.karaf.shell.api.action.lifecycle.Reference;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.CommandException;

/**
 * A command whose problems are told as sentences: no stack trace, and an exit status other than 0.
 *
 * <p>Karaf sets the fields of a command before it runs it; a command is made anew for each call.
 */
public abstract class NodeCommand implements Action {
    @Reference
    Session session;

    @Override
    public final Object execute() throws Exception {
        Dialogue dialogue = new Dialogue(session);
        try {
            run(dialogue);
            return null;
        } catch (ProblemException e) {
            if (e.problem().code() != ProblemCode.DETACHED) {
                throw dialogue.failure(e.problem());
            }
            // After Ctrl-C Karaf shows no failure of a command any more, and an interrupted thread could not write.
            boolean unused = Thread.interrupted();
            dialogue.end();
            session.getConsole().println(dialogue.problem(Optional.of(e.problem())));
            return null;
        } catch (BrokenOffException e) {
            boolean unused = Thread.interrupted();
            dialogue.end();
            session.getConsole().println();
            session.getConsole().println(dialogue.texts().get("question.broken-off"));
            return null;
        } catch (IOException e) {
            throw dialogue.failure("failure.io", DiskProblems.reason(e).text(dialogue.locale()));
        } finally {
            dialogue.end();
        }
    }

    /**
     * Does what the command is for.
     *
     * @throws CommandException if it failed, with the sentence that says so
     */
    protected abstract void run(Dialogue dialogue) throws IOException, CommandException;

    /** A number of entries, of which there has to be one. */
    protected static int positive(Dialogue dialogue, int number) throws CommandException {
        if (number < 1) {
            throw dialogue.failure("failure.number", number);
        }
        return number;
    }

    protected static Optional<Version> version(Dialogue dialogue, String text) throws CommandException {
        if (text == null) {
            return Optional.empty();
        }
        try {
            return Optional.of(Version.parse(text));
        } catch (IllegalArgumentException e) {
            throw dialogue.failure("failure.version", text);
        }
    }
}
