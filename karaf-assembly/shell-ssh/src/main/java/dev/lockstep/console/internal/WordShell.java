package dev.lockstep.console.internal;

import java.io.IOException;
import java.io.PrintStream;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import javax.security.auth.Subject;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.apache.karaf.shell.ssh.SshTerminal;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.channel.ChannelSession;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Size;
import org.jline.terminal.Terminal.Signal;

/** The console of words at a terminal. Its history is that of the session and stands in no file. */
final class WordShell extends WordCommand implements WordSession.Dialogue {
    private final AtomicBoolean closed = new AtomicBoolean();
    private ChannelSession channel;
    private volatile SshTerminal terminal;
    private volatile Thread thread;
    private volatile boolean atWork;

    WordShell(Subject subject, Function<String, AccessList> accessLists, SessionFactory platform) {
        super(subject, accessLists, platform);
    }

    @Override
    public void start(ChannelSession session, Environment environment) throws IOException {
        channel = session;
        terminal = new SshTerminal(environment, in(), out(), charset().name());
        if (terminal.getSize().getColumns() <= 0 || terminal.getSize().getRows() <= 0) {
            terminal.setSize(new Size(80, 24));
        }
        Map<String, String> variables = variables(environment);
        thread = start(() -> run(variables));
    }

    private void run(Map<String, String> variables) {
        try {
            PrintStream out = new PrintStream(terminal.output(), true, charset());
            WordSession session = new WordSession(
                    platform(), rights(), variables, terminal.input(), out, charset(), this, this::close);
            terminal.handle(Signal.INT, signal -> {
                if (atWork) {
                    thread.interrupt();
                }
            });
            out.println(session.texts().get("welcome"));
            LineReader reader = reader(LineReaderBuilder.builder()
                    .terminal(terminal)
                    .completer(new WordCompleter(session))
                    .parser(words()));
            while (!closed.get()) {
                try {
                    String line = reader.readLine("\u001B[1m" + user() + "\u001B[0m@lockstep> ");
                    atWork = true;
                    done(session, line, out);
                } catch (UserInterruptException e) {
                    // Ctrl-C gives up the line.
                } finally {
                    atWork = false;
                    // Ctrl-C at the end of a command is not for the next one.
                    Thread.interrupted();
                }
            }
        } catch (EndOfFileException e) {
            // Ctrl-D, or the other side hung up.
        } finally {
            close();
        }
    }

    /** None of jline's ways into files: its editor, and histories that are written down or expanded. */
    private static LineReader reader(LineReaderBuilder builder) {
        LineReader reader = builder.appName("lockstep")
                .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
                .build();
        reader.getWidgets().remove(LineReader.EDIT_AND_EXECUTE_COMMAND);
        return reader;
    }

    private static DefaultParser words() {
        DefaultParser parser = new DefaultParser();
        parser.setEscapeChars(null);
        parser.setEofOnUnclosedQuote(false);
        return parser;
    }

    @Override
    public org.apache.karaf.shell.api.console.Terminal terminal() {
        return terminal;
    }

    @Override
    public String readLine(String prompt, Character mask) {
        LineReader reader = reader(LineReaderBuilder.builder()
                .terminal(terminal)
                .variable(LineReader.DISABLE_HISTORY, true)
                .variable(LineReader.DISABLE_COMPLETION, true));
        try {
            return reader.readLine(prompt, mask);
        } catch (UserInterruptException | EndOfFileException e) {
            return null;
        }
    }

    private void close() {
        if (closed.compareAndSet(false, true)) {
            exit(0);
            try {
                terminal.close();
            } catch (IOException e) {
                // It is gone already.
            }
            channel.close(false);
        }
    }

    /** The other side hung up. */
    @Override
    public void destroy(ChannelSession session) {
        closed.set(true);
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }
}
