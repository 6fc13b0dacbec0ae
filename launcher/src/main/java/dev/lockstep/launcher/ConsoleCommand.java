package dev.lockstep.launcher;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.SequenceInputStream;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * The node's console, by Karaf's own client in this process: over SSH on loopback, as user {@code console} with the key that the
 * first start made. Whoever may not read the key's file gets no console.
 */
final class ConsoleCommand {
    private final Home home;

    ConsoleCommand(Home home) {
        this.home = home;
    }

    /** Runs a command, or what comes in on a pipe, or opens the console; Karaf's client ends the process with its exit code. */
    int run(List<String> words) throws IOException, LaunchException {
        Optional<NodeState> state = StatusCommand.running(home);
        if (state.isEmpty()) {
            throw new LaunchException("LS-NODE-STOPPED", "Lockstep does not run. Start it with: bin/lockstep start");
        }
        Path key = FirstAccess.consoleKey(home.etc());
        if (!Files.isReadable(key)) {
            throw new LaunchException(
                    "LS-CONSOLE-KEY",
                    "The console's key " + key + " cannot be read. Run this as the user that Lockstep runs as.");
        }
        Optional<String> language = language(System.getProperty("lockstep.language", ""));
        // Karaf's client tells an interactive session the language of this process.
        language.map(tag -> Locale.forLanguageTag(tag.replace('_', '-'))).ifPresent(Locale::setDefault);
        boolean piped = words.isEmpty() && !Boolean.getBoolean("lockstep.terminal");
        List<String> args = new ArrayList<>(List.of("-u", FirstAccess.CONSOLE_USER, "-k", key.toString()));
        if (!words.isEmpty()) {
            // As if it came on a pipe: otherwise Karaf's client hangs up when there is no terminal, as in a cron job.
            System.setIn(new ByteArrayInputStream(
                    (prefix(language) + String.join(" ", words)).getBytes(StandardCharsets.UTF_8)));
        } else if (piped) {
            System.setIn(new SequenceInputStream(
                    new ByteArrayInputStream(prefix(language).getBytes(StandardCharsets.UTF_8)), System.in));
        }
        if (!words.isEmpty() || !Boolean.getBoolean("lockstep.terminal")) {
            args.add("-b");
            // Else jline complains on the error output that there is no terminal.
            System.setProperty("org.jline.terminal.dumb", "true");
        }
        NodeTree tree = NodeTree.open(home, state.get().version());
        System.setProperty("karaf.home", tree.root().toString());
        System.setProperty("karaf.base", home.root().toString());
        System.setProperty("karaf.etc", home.etc().toString());
        System.setProperty("karaf.log", home.log().toString());
        call(tree, args);
        return 0;
    }

    /** The language of a locale such as {@code ru_RU.UTF-8}; empty for the locale C, and for what is none. */
    static Optional<String> language(String locale) {
        String name = locale.replaceFirst("[.@].*", "");
        boolean named = name.matches("[A-Za-z]{2,3}([_-][A-Za-z]{2})?");
        return named ? Optional.of(name) : Optional.empty();
    }

    /** A single command goes without the variables of an environment, so the session is told the language by one of its own. */
    private static String prefix(Optional<String> language) {
        return language.map(name -> "LC_ALL = \"" + name + ".UTF-8\"; ").orElse("");
    }

    private static void call(NodeTree tree, List<String> args) throws IOException, LaunchException {
        List<URL> jars = new ArrayList<>();
        for (Path jar : tree.consoleClassPath()) {
            jars.add(jar.toUri().toURL());
        }
        try (URLClassLoader loader =
                new URLClassLoader(jars.toArray(URL[]::new), ConsoleCommand.class.getClassLoader())) {
            Thread.currentThread().setContextClassLoader(loader);
            Class.forName(tree.consoleMainClass(), true, loader)
                    .getMethod("main", String[].class)
                    .invoke(null, (Object) args.toArray(String[]::new));
        } catch (InvocationTargetException e) {
            throw new LaunchException("LS-CONSOLE", "The console cannot be opened: " + e.getCause());
        } catch (ReflectiveOperationException e) {
            throw new LaunchException("LS-CONSOLE", "The console's program is not the expected one: " + e);
        }
    }
}
