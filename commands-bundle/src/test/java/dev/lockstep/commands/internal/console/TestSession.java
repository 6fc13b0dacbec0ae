package dev.lockstep.commands.internal.console;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.karaf.shell.api.console.History;
import org.apache.karaf.shell.api.console.Registry;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.apache.karaf.shell.api.console.Signal;
import org.apache.karaf.shell.api.console.SignalListener;
import org.apache.karaf.shell.api.console.Terminal;

/** A session that remembers what was printed, and answers questions as a test says. */
public final class TestSession implements Session {
    public final List<String> questions = new ArrayList<>();

    private final ByteArrayOutputStream printed = new ByteArrayOutputStream();
    private final PrintStream console = new PrintStream(printed, true, StandardCharsets.UTF_8);
    private final Map<String, Object> variables = new HashMap<>();
    private final Deque<String> answers = new ArrayDeque<>();
    private final Terminal terminal;

    private TestSession(Terminal terminal, String language) {
        this.terminal = terminal;
        variables.put("LANG", language);
    }

    /** As over ssh with a command: nobody can be asked. */
    public static TestSession withoutTerminal() {
        return new TestSession(null, "en_GB.UTF-8");
    }

    public static TestSession answering(String... answers) {
        return answeringIn("en_GB.UTF-8", answers);
    }

    public static TestSession answeringIn(String language, String... answers) {
        var session = new TestSession(new WideTerminal(), language);
        session.answers.addAll(List.of(answers));
        return session;
    }

    public String printed() {
        return printed.toString(StandardCharsets.UTF_8);
    }

    public <C extends NodeCommand> C with(C command) {
        command.session = this;
        return command;
    }

    @Override
    public String readLine(String prompt, Character mask) {
        questions.add(prompt);
        return answers.removeFirst();
    }

    @Override
    public Object get(String name) {
        return variables.get(name);
    }

    @Override
    public void put(String name, Object value) {
        variables.put(name, value);
    }

    @Override
    public PrintStream getConsole() {
        return console;
    }

    @Override
    public Terminal getTerminal() {
        return terminal;
    }

    @Override
    public InputStream getKeyboard() {
        return new ByteArrayInputStream(new byte[0]);
    }

    @Override
    public Object execute(CharSequence command) {
        throw new UnsupportedOperationException();
    }

    @Override
    public History getHistory() {
        throw new UnsupportedOperationException();
    }

    @Override
    public Registry getRegistry() {
        throw new UnsupportedOperationException();
    }

    @Override
    public SessionFactory getFactory() {
        throw new UnsupportedOperationException();
    }

    @Override
    public String resolveCommand(String name) {
        return name;
    }

    @Override
    public Path currentDir() {
        return Path.of("");
    }

    @Override
    public void currentDir(Path path) {}

    @Override
    public void run() {}

    @Override
    public void close() {}

    private static final class WideTerminal implements Terminal {
        @Override
        public String getType() {
            return "test";
        }

        @Override
        public int getWidth() {
            return 100;
        }

        @Override
        public int getHeight() {
            return 40;
        }

        @Override
        public boolean isAnsiSupported() {
            return false;
        }

        @Override
        public boolean isEchoEnabled() {
            return true;
        }

        @Override
        public void setEchoEnabled(boolean enabled) {}

        @Override
        public void addSignalListener(SignalListener listener, Signal... signals) {}

        @Override
        public void addSignalListener(SignalListener listener, EnumSet<Signal> signals) {}

        @Override
        public void addSignalListener(SignalListener listener) {}

        @Override
        public void removeSignalListener(SignalListener listener) {}
    }
}
