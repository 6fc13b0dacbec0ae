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
                .forEach(command -> out.println("  " + full(command) + "\n      " + describe(command)));
        out.println();
        out.println(texts.get("help.filters"));
    }

    void one(Command command, Class<?> action) {
        List<Argument> names = Arguments.namesOf(action);
        List<Option> options = Arguments.optionsOf(action);
        String described = full(command);
        out.println(describe(command, action));
        out.println();
        out.println(texts.get("help.usage"));
        out.println("  " + full(command) + (options.isEmpty() ? "" : " [...]")
                + names.stream().map(Usage::shape).collect(Collectors.joining()));
        if (!names.isEmpty()) {
            out.println();
            out.println(texts.get("help.arguments"));
            for (Argument name : names) {
                String required = name.required() ? " (" + texts.get("help.required") + ")" : "";
                out.println("  " + name.name() + required + "\n      "
                        + texts.described(action, described, name.name(), name.description()));
            }
        }
        if (!options.isEmpty()) {
            out.println();
            out.println(texts.get("help.options"));
            for (Option option : options) {
                String aliases = option.aliases().length == 0 ? "" : ", " + String.join(", ", option.aliases());
                out.println("  " + option.name() + aliases + "\n      "
                        + texts.described(action, described, option.name(), option.description()));
            }
        }
    }

    private String describe(Command command) {
        try {
            return describe(command, WordSession.action(command));
        } catch (Refused e) {
            return command.getDescription();
        }
    }

    private String describe(Command command, Class<?> action) {
        return texts.described(action, full(command), "", command.getDescription());
    }

    private static String shape(Argument name) {
        String shown = name.name() + (name.multiValued() ? " ..." : "");
        return name.required() ? " " + shown : " [" + shown + "]";
    }

    static String full(Command command) {
        return command.getScope() + ":" + command.getName();
    }
}
