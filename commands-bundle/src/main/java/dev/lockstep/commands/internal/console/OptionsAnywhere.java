package dev.lockstep.commands.internal.console;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.karaf.shell.api.action.Option;
import org.apache.karaf.shell.api.action.lifecycle.Service;
import org.apache.karaf.shell.api.console.Command;
import org.apache.karaf.shell.api.console.CommandLine;
import org.apache.karaf.shell.api.console.Parser;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.support.parsing.DefaultParser;

/** Options may stand anywhere in a line. Karaf knows them only before the names, and takes those behind for names too many. */
@Service
public final class OptionsAnywhere implements Parser {
    private final Parser usual = new DefaultParser();

    @Override
    public CommandLine parse(Session session, String line, int cursor) {
        return usual.parse(session, line, cursor);
    }

    /** The line with its options first; the question for help goes to a command that answers in the language of the session. */
    @Override
    public String preprocess(Session session, CommandLine line) {
        String[] words = line.getArguments();
        if (List.of(words).contains("--help")
                && Texts.of(session).locale().getLanguage().equals("ru")) {
            // Karaf itself would say it in English.
            return "lockstep:usage " + session.resolveCommand(words[0]);
        }
        if (words.length < 3) {
            return String.join(" ", words);
        }
        return String.join(" ", ordered(List.of(words), options(session, words[0])));
    }

    /**
     * The words with the options first, each with its value.
     *
     * @param options all names that they have, and whether they take a value
     */
    static List<String> ordered(List<String> words, Map<String, Boolean> options) {
        List<String> first = new ArrayList<>(List.of(words.get(0)));
        List<String> names = new ArrayList<>();
        for (int i = 1; i < words.size(); i++) {
            String word = words.get(i);
            Boolean takesValue = options.get(word.replaceFirst("=.*", ""));
            if (takesValue == null && !word.startsWith("--")) {
                names.add(word);
                continue;
            }
            // One that nobody knows goes first, too: there it is refused as what it is.
            first.add(word);
            if (Boolean.TRUE.equals(takesValue) && word.indexOf('=') < 0 && i + 1 < words.size()) {
                first.add(words.get(++i));
            }
        }
        first.addAll(names);
        return first;
    }

    private static Map<String, Boolean> options(Session session, String word) {
        String name = session.resolveCommand(word);
        for (Command command : session.getRegistry().getCommands()) {
            if (name.equals(command.getScope() + ":" + command.getName())) {
                return options(Usage.actionOf(command));
            }
        }
        return Map.of();
    }

    static Map<String, Boolean> options(Class<?> action) {
        Map<String, Boolean> options = new HashMap<>();
        for (Class<?> type = action; type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                Option option = field.getAnnotation(Option.class);
                if (option != null) {
                    boolean takesValue = field.getType() != boolean.class && field.getType() != Boolean.class;
                    options.put(option.name(), takesValue);
                    for (String alias : option.aliases()) {
                        options.put(alias, takesValue);
                    }
                }
            }
        }
        return options;
    }
}
