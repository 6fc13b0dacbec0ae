package dev.lockstep.console.internal;

import java.util.ArrayList;
import java.util.List;
import org.apache.karaf.shell.api.console.Candidate;
import org.apache.karaf.shell.api.console.Command;
import org.apache.karaf.shell.api.console.CommandLine;
import org.jline.reader.Completer;
import org.jline.reader.LineReader;
import org.jline.reader.ParsedLine;

/** Completes the names of the commands that somebody may use, and what these complete by themselves. */
final class WordCompleter implements Completer {
    private final WordSession session;

    WordCompleter(WordSession session) {
        this.session = session;
    }

    @Override
    public void complete(LineReader reader, ParsedLine line, List<org.jline.reader.Candidate> candidates) {
        List<Command> commands = session.getRegistry().getCommands();
        if (line.wordIndex() == 0) {
            for (Command command : commands) {
                candidates.add(candidate(Usage.full(command), command.getDescription()));
            }
            candidates.add(candidate("help", null));
            candidates.add(candidate("logout", null));
            return;
        }
        String name = line.words().get(0);
        for (Command command : commands) {
            if (name.equals(Usage.full(command)) || name.equals(command.getName())) {
                List<Candidate> found = new ArrayList<>();
                command.getCompleter(false).completeCandidates(session, words(line), found);
                found.forEach(one -> candidates.add(candidate(one.value(), one.descr())));
            }
        }
    }

    private static org.jline.reader.Candidate candidate(String value, String description) {
        return new org.jline.reader.Candidate(value, value, null, description, null, null, true);
    }

    private static CommandLine words(ParsedLine line) {
        return new CommandLine() {
            @Override
            public int getCursorArgumentIndex() {
                return line.wordIndex();
            }

            @Override
            public String getCursorArgument() {
                return line.word();
            }

            @Override
            public int getArgumentPosition() {
                return line.wordCursor();
            }

            @Override
            public String[] getArguments() {
                return line.words().toArray(String[]::new);
            }

            @Override
            public int getBufferPosition() {
                return line.cursor();
            }

            @Override
            public String getBuffer() {
                return line.line();
            }
        };
    }
}
