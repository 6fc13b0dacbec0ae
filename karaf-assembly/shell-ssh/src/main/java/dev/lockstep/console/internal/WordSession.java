package dev.lockstep.console.internal;

import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.console.Command;
import org.apache.karaf.shell.api.console.History;
import org.apache.karaf.shell.api.console.Registry;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.apache.karaf.shell.api.console.Signal;
import org.apache.karaf.shell.api.console.SignalListener;
import org.apache.karaf.shell.api.console.Terminal;

/**
 * The console of somebody who is no administrator. It is no shell: a line is split into words ({@link Line}), the first one names a
 * command of Lockstep, and what that may do with the others is looked up before it is called. There is nothing in it that could
 * evaluate, open a file or call something else, so there is nothing to be kept away from it.
 */
final class WordSession implements Session {
    private final Rights rights;
    private final Texts texts;
    private final InputStream in;
    private final PrintStream out;
    private final Charset charset;
    private final Dialogue dialogue;
    private final Runnable onClose;
    private final Registry registry;
    private final Map<String, Object> values = new ConcurrentHashMap<>();
    // Where the command that runs prints to: the person, or the first of its filters.
    private volatile PrintStream console;

    /**
     * A session.
     *
     * @param environment what came with it: the language
     * @param dialogue how the person is asked
     */
    WordSession(
            SessionFactory platform,
            Rights rights,
            Map<String, String> environment,
            InputStream in,
            PrintStream out,
            Charset charset,
            Dialogue dialogue,
            Runnable onClose) {
        this.rights = rights;
        this.texts = Texts.of(environment);
        this.in = in;
        this.out = out;
        this.charset = charset;
        this.dialogue = dialogue;
        this.onClose = onClose;
        this.console = out;
        List<Object> own = new ArrayList<>(List.of(this));
        if (dialogue.terminal() != null) {
            own.add(dialogue.terminal());
        }
        this.registry = new WordRegistry(platform.getRegistry(), rights, List.copyOf(own));
        values.putAll(environment);
        values.put(SCOPE, "lockstep:module");
        values.put(SUBSHELL, "");
    }

    /** How the person at the session is asked; commands given with {@code ssh host command} have nobody to ask. */
    interface Dialogue {
        /** The terminal, or null. */
        Terminal terminal();

        String readLine(String prompt, Character mask);
    }

    Texts texts() {
        return texts;
    }

    /**
     * Does a line.
     *
     * @throws Refused if it is not one that may be done here
     * @throws Exception of the command
     */
    @Override
    public Object execute(CharSequence text) throws Exception {
        Line line = Line.parse(text.toString());
        if (line.command().isEmpty()) {
            return null;
        }
        List<Filter> filters = new ArrayList<>();
        for (List<String> words : line.filters()) {
            filters.add(Filter.of(words, pause()));
        }
        if (filters.isEmpty()) {
            run(line.command());
            return null;
        }
        Filters sink = new Filters(filters, out, charset);
        console = new PrintStream(sink, true, charset);
        try {
            run(line.command());
        } finally {
            sink.end();
            console = out;
        }
        return null;
    }

    private void run(List<String> words) throws Exception {
        String name = words.get(0);
        List<String> rest = words.subList(1, words.size());
        switch (name) {
            case "help" -> help(rest);
            case "logout", "exit", "quit" -> close();
            default -> run(found(name), rest);
        }
    }

    private void run(Command command, List<String> words) throws Exception {
        Class<?> action = action(command);
        if (words.contains("--help")) {
            new Usage(texts, console).one(command, action);
            return;
        }
        Arguments arguments = Arguments.of(Usage.full(command), action, words);
        if (!rights.permits(command, arguments)) {
            throw new Refused("command.forbidden", String.join(" ", arguments.shown(Usage.full(command))));
        }
        command.execute(this, arguments.forCommand());
    }

    private void help(List<String> words) throws Refused {
        Usage usage = new Usage(texts, console);
        if (words.isEmpty()) {
            usage.all(registry.getCommands());
            return;
        }
        Command command = found(words.get(0));
        usage.one(command, action(command));
    }

    /** A command by its name, with or without its scope. What the person may not use is as unknown as what is not there. */
    private Command found(String name) throws Refused {
        List<Command> found = registry.getCommands().stream()
                .filter(command -> name.equals(Usage.full(command)) || name.equals(command.getName()))
                .toList();
        if (found.isEmpty()) {
            throw new Refused("command.unknown", name);
        }
        if (found.size() > 1) {
            String all = found.stream().map(Usage::full).sorted().collect(Collectors.joining(", "));
            throw new Refused("command.ambiguous", name, all);
        }
        return found.get(0);
    }

    /** The class whose annotations say what a command takes; Karaf does not export the type that knows it. */
    static Class<?> action(Command command) throws Refused {
        try {
            return (Class<?>) command.getClass().getMethod("getActionClass").invoke(command);
        } catch (ReflectiveOperationException e) {
            throw new Refused("command.closed", Usage.full(command));
        }
    }

    private Filter.Pause pause() {
        return new Filter.Pause() {
            @Override
            public int height() {
                Terminal terminal = dialogue.terminal();
                return terminal == null ? 0 : terminal.getHeight();
            }

            @Override
            public boolean goesOn() {
                String answer = dialogue.readLine(texts.get("more.prompt") + " ", null);
                return answer != null && !answer.strip().equalsIgnoreCase("q");
            }
        };
    }

    @Override
    public Object get(String name) {
        return name == null ? null : values.get(name);
    }

    @Override
    public void put(String name, Object value) {
        if (value == null) {
            values.remove(Objects.requireNonNull(name));
        } else {
            values.put(name, value);
        }
    }

    @Override
    public InputStream getKeyboard() {
        return in;
    }

    @Override
    public PrintStream getConsole() {
        return console;
    }

    @Override
    public String readLine(String prompt, Character mask) {
        return dialogue.readLine(prompt, mask);
    }

    @Override
    public Terminal getTerminal() {
        Terminal terminal = dialogue.terminal();
        return terminal == null || console == out ? terminal : new Behind(terminal);
    }

    @Override
    public History getHistory() {
        return null;
    }

    @Override
    public Registry getRegistry() {
        return registry;
    }

    @Override
    public SessionFactory getFactory() {
        throw new UnsupportedOperationException("this console opens no others");
    }

    @Override
    public String resolveCommand(String name) {
        return registry.getCommands().stream()
                .filter(command -> command.getName().equals(name))
                .map(Usage::full)
                .findFirst()
                .orElse(name);
    }

    @Override
    public Path currentDir() {
        throw new UnsupportedOperationException("this console has no folder");
    }

    @Override
    public void currentDir(Path folder) {
        throw new UnsupportedOperationException("this console has no folder");
    }

    @Override
    public void run() {
        throw new UnsupportedOperationException("what reads the lines calls execute");
    }

    @Override
    public void close() {
        onClose.run();
    }

    /** The terminal of a command whose output passes a filter: people answer there, but no line ends where it does. */
    private record Behind(Terminal terminal) implements Terminal {
        @Override
        public String getType() {
            return terminal.getType();
        }

        @Override
        public int getWidth() {
            return 0;
        }

        @Override
        public int getHeight() {
            return 0;
        }

        @Override
        public boolean isAnsiSupported() {
            return false;
        }

        @Override
        public boolean isEchoEnabled() {
            return terminal.isEchoEnabled();
        }

        @Override
        public void setEchoEnabled(boolean enabled) {
            terminal.setEchoEnabled(enabled);
        }

        @Override
        public void addSignalListener(SignalListener listener) {
            terminal.addSignalListener(listener);
        }

        @Override
        public void addSignalListener(SignalListener listener, Signal... signals) {
            terminal.addSignalListener(listener, signals);
        }

        @Override
        public void addSignalListener(SignalListener listener, EnumSet<Signal> signals) {
            terminal.addSignalListener(listener, signals);
        }

        @Override
        public void removeSignalListener(SignalListener listener) {
            terminal.removeSignalListener(listener);
        }
    }
}
