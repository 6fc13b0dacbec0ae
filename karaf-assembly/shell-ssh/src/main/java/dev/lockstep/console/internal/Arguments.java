package dev.lockstep.console.internal;

import java.lang.reflect.Field;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.karaf.shell.api.action.Argument;
import org.apache.karaf.shell.api.action.Option;

/**
 * The words of a command, understood by the annotations of its class before its rights are looked up. Rights depend on options, such
 * as {@code --simulate}: the words that are judged have to be the words that are done, and each of them one thing only. So an option
 * stands for itself once, its value is fastened to it, and a name does not look like an option.
 *
 * @param options each by its full name, with {@code =} and its value if it takes one
 * @param names the other words
 */
record Arguments(List<String> options, List<String> names) {
    Arguments {
        options = List.copyOf(options);
        names = List.copyOf(names);
    }

    static Arguments of(String command, Class<?> action, List<String> words) throws Refused {
        Map<String, Option> known = new LinkedHashMap<>();
        Set<Option> switches = new HashSet<>();
        for (Class<?> type = action; type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                Option option = field.getAnnotation(Option.class);
                if (option != null) {
                    known.put(option.name(), option);
                    for (String alias : option.aliases()) {
                        known.put(alias, option);
                    }
                    if (field.getType() == boolean.class || field.getType() == Boolean.class) {
                        switches.add(option);
                    }
                }
            }
        }
        List<String> options = new ArrayList<>();
        List<String> names = new ArrayList<>();
        Set<Option> seen = new HashSet<>();
        for (int at = 0; at < words.size(); at++) {
            String word = words.get(at);
            if (!word.startsWith("-")) {
                names.add(word);
                continue;
            }
            int equals = word.indexOf('=');
            String name = equals < 0 ? word : word.substring(0, equals);
            Option option = known.get(name);
            if (option == null) {
                String all =
                        known.values().stream()
                                .map(Option::name)
                                .collect(Collectors.toCollection(TreeSet::new))
                                .stream()
                                .collect(Collectors.joining(" "));
                throw new Refused("option.unknown", command, name, all);
            }
            if (!seen.add(option) && !option.multiValued()) {
                throw new Refused("option.twice", name);
            }
            if (switches.contains(option)) {
                if (equals >= 0) {
                    throw new Refused("option.switch", name);
                }
                options.add(option.name());
            } else if (equals >= 0) {
                options.add(option.name() + word.substring(equals));
            } else if (++at < words.size()) {
                options.add(option.name() + "=" + words.get(at));
            } else {
                throw new Refused("option.value", name);
            }
        }
        return new Arguments(options, names);
    }

    /** As Karaf hands them to a command; options go first, wherever they stood. */
    List<Object> forCommand() {
        List<Object> words = new ArrayList<>(options);
        words.addAll(names);
        return words;
    }

    /** The line as it was understood. */
    List<String> shown(String command) {
        List<String> words = new ArrayList<>(List.of(command));
        words.addAll(options);
        words.addAll(names);
        return words;
    }

    /** As the access lists see them: a list in brackets, in which no word can pass for several. */
    String forAccessList() {
        return forCommand().stream()
                .map(word -> word.toString().replace(',', ';'))
                .toList()
                .toString();
    }

    /** The names that a command takes, in their order. */
    static List<Argument> namesOf(Class<?> action) {
        List<Argument> names = new ArrayList<>();
        for (Class<?> type = action; type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                Argument argument = field.getAnnotation(Argument.class);
                if (argument != null) {
                    names.add(argument);
                }
            }
        }
        names.sort((one, other) -> Integer.compare(one.index(), other.index()));
        return names;
    }

    /** The options that a command takes, by name. */
    static List<Option> optionsOf(Class<?> action) {
        List<Option> options = new ArrayList<>();
        for (Class<?> type = action; type != null; type = type.getSuperclass()) {
            for (Field field : type.getDeclaredFields()) {
                Option option = field.getAnnotation(Option.class);
                if (option != null) {
                    options.add(option);
                }
            }
        }
        options.sort((one, other) -> one.name().compareTo(other.name()));
        return options;
    }
}
