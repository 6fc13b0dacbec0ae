package dev.lockstep.commands.internal.console;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.console.Command;
import org.apache.karaf.shell.api.console.Session;

/**
 * How a command is written.
 *
 * @param command its name with its scope
 * @param description what it is for, in English
 * @param action the class that has its names and options
 */
public record Usage(String command, String description, Class<?> action) {
    /** That of a command of a session, by its name with or without its scope: Lockstep's own before the platform's. */
    public static Optional<Usage> of(Session session, String name) {
        Stream<String> names = name.contains(":")
                ? Stream.of(name)
                : Stream.of("lockstep:" + name, "module:" + name, session.resolveCommand(name));
        return names.flatMap(full -> session.getRegistry().getCommands().stream()
                        .filter(command -> full.equals(command.getScope() + ":" + command.getName()))
                        .map(command -> new Usage(full, command.getDescription(), actionOf(command))))
                .findFirst();
    }

    /** Karaf's class for commands is its own, and has a public method for this. */
    static Class<?> actionOf(Command command) {
        try {
            Object action = command.getClass().getMethod("getActionClass").invoke(command);
            return action instanceof Class<?> type ? type : Object.class;
        } catch (ReflectiveOperationException e) {
            return Object.class;
        }
    }

    /** Says it in the language of the dialogue. */
    public void tell(Dialogue dialogue) {
        Texts texts = dialogue.texts();
        Descriptions descriptions = new Descriptions(texts.locale());
        List<Argument> names = all(Argument.class).stream()
                .sorted(Comparator.comparingInt(Argument::index))
                .toList();
        List<Option> options = all(Option.class);
        dialogue.print(descriptions.of(command, description));
        dialogue.print("");
        dialogue.say("help.usage");
        dialogue.print("  " + command + (options.isEmpty() ? "" : " [...]")
                + names.stream().map(Usage::shape).collect(Collectors.joining()));
        if (!names.isEmpty()) {
            dialogue.print("");
            dialogue.say("help.arguments");
            for (Argument each : names) {
                dialogue.print("  " + each.name() + (each.required() ? " (" + texts.get("help.required") + ")" : ""));
                dialogue.print("      " + descriptions.of(command, each.name(), each.description()));
            }
        }
        if (!options.isEmpty()) {
            dialogue.print("");
            dialogue.say("help.options");
            for (Option each : options) {
                dialogue.print("  " + String.join(", ", withAliases(each)));
                dialogue.print("      " + descriptions.of(command, each.name(), each.description()));
            }
        }
    }

    private static List<String> withAliases(Option option) {
        List<String> all = new ArrayList<>(List.of(option.name()));
        all.addAll(List.of(option.aliases()));
        return all;
    }

    private static String shape(Argument name) {
        String shown = name.name() + (name.multiValued() ? " ..." : "");
        return name.required() ? " " + shown : " [" + shown + "]";
    }

    private <A extends java.lang.annotation.Annotation> List<A> all(Class<A> kind) {
        List<A> found = new ArrayList<>();
        for (Class<?> type = action; type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                Optional.ofNullable(field.getAnnotation(kind)).ifPresent(found::add);
            }
        }
        return found;
    }
}
