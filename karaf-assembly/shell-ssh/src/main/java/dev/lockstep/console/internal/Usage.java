package dev.lockstep.console.internal;

import java.io.PrintStream;
import java.util.List;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.console.Command;

/** Says which commands there are, and how one is written. */
final class Usage {
    private final Texts texts;
    private final PrintStream out;

    Usage(Texts texts, PrintStream out) {
        this.texts = texts;
        this.out = out;
    }

    void all(List<Command> commands) {
        out.println(texts.get("help.commands"));
        commands.stream()
                .sorted((one, other) -> full(one).compareTo(full(other)))
                .forEach(command -> out.println("  " + full(command) + "\n      " + command.getDescription()));
        out.println();
        out.println(texts.get("help.filters"));
    }

    void one(Command command, Class<?> action) {
        List<Argument> names = Arguments.namesOf(action);
        List<Option> options = Arguments.optionsOf(action);
        out.println(command.getDescription());
        out.println();
        out.println(texts.get("help.usage"));
        out.println("  " + full(command) + (options.isEmpty() ? "" : " [...]")
                + names.stream().map(Usage::shape).collect(Collectors.joining()));
        if (!names.isEmpty()) {
            out.println();
            out.println(texts.get("help.arguments"));
            for (Argument name : names) {
                String required = name.required() ? " (" + texts.get("help.required") + ")" : "";
                out.println("  " + name.name() + required + "\n      " + name.description());
            }
        }
        if (!options.isEmpty()) {
            out.println();
            out.println(texts.get("help.options"));
            for (Option option : options) {
                String aliases = option.aliases().length == 0 ? "" : ", " + String.join(", ", option.aliases());
                out.println("  " + option.name() + aliases + "\n      " + option.description());
            }
        }
    }

    private static String shape(Argument name) {
        String shown = name.name() + (name.multiValued() ? " ..." : "");
        return name.required() ? " " + shown : " [" + shown + "]";
    }

    static String full(Command command) {
        return command.getScope() + ":" + command.getName();
    }
}
