package dev.lockstep.it;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.JsonNode;
import java.lang.reflect.Executable;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.lang.reflect.Parameter;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What stands in a file of one form, with the type of each member by its path: {@code steps[].at} is a member of the elements of a
 * list, {@code modules{}} a value under a name that somebody gave, and {@code who?} need not be there.
 *
 * @param members the type of each member, by its path
 */
record FormShape(SortedMap<String, String> members) {
    /** The shape that a record has as JSON. */
    static FormShape of(Class<?> form) {
        SortedMap<String, String> members = new TreeMap<>();
        describe("", form, members);
        return new FormShape(members);
    }

    private static void describe(String path, Type type, SortedMap<String, String> members) {
        if (type instanceof ParameterizedType generic) {
            Class<?> raw = (Class<?>) generic.getRawType();
            Type last = generic.getActualTypeArguments()[generic.getActualTypeArguments().length - 1];
            if (raw == Optional.class) {
                describe(path + "?", last, members);
            } else if (Collection.class.isAssignableFrom(raw)) {
                describe(path + "[]", last, members);
            } else if (Map.class.isAssignableFrom(raw)) {
                describe(path + "{}", last, members);
            } else {
                throw new IllegalArgumentException(path + " has no form in JSON: " + type);
            }
            return;
        }
        describe(path, (Class<?>) type, members);
    }

    private static void describe(String path, Class<?> type, SortedMap<String, String> members) {
        Optional<Executable> creator = creator(type);
        if (type == boolean.class || type == Boolean.class) {
            members.put(path, "yes-or-no");
        } else if (type == int.class || type == long.class || type == Long.class || type == Integer.class) {
            members.put(path, "number");
        } else if (type == String.class || type == Instant.class) {
            members.put(path, type == String.class ? "text" : "time");
        } else if (type.isEnum()) {
            members.put(
                    path,
                    Arrays.stream(type.getEnumConstants())
                            .map(value -> ((Enum<?>) value).name())
                            .collect(Collectors.joining("|")));
        } else if (JsonNode.class.isAssignableFrom(type)) {
            members.put(path, "json");
        } else if (creator.isPresent()) {
            List<Parameter> parameters = List.of(creator.get().getParameters());
            boolean byName = parameters.get(0).isAnnotationPresent(JsonProperty.class);
            if (!byName) {
                describe(path, parameters.get(0).getParameterizedType(), members);
                return;
            }
            for (Parameter parameter : parameters) {
                String name = parameter.getAnnotation(JsonProperty.class).value();
                describe(path + dot(path) + name, parameter.getParameterizedType(), members);
            }
        } else if (type.isRecord()) {
            for (RecordComponent component : type.getRecordComponents()) {
                String name = path + dot(path) + component.getName();
                describe(isValue(component) ? path : name, component.getGenericType(), members);
            }
        } else {
            throw new IllegalArgumentException(path + " has no form in JSON: " + type);
        }
    }

    private static String dot(String path) {
        return path.isEmpty() ? "" : ".";
    }

    private static boolean isValue(RecordComponent component) {
        return component.getAccessor().isAnnotationPresent(JsonValue.class);
    }

    private static Optional<Executable> creator(Class<?> type) {
        Stream<Executable> methods = Arrays.stream(type.getDeclaredMethods())
                .filter(method -> Modifier.isStatic(method.getModifiers()))
                .map(Method.class::cast);
        return Stream.concat(methods, Arrays.stream(type.getDeclaredConstructors()))
                .filter(each -> each.isAnnotationPresent(JsonCreator.class))
                .findFirst();
    }

    /**
     * What a version that knows only the shape before could not read of this one, or this one of that; empty if the two versions
     * understand each other.
     */
    List<String> breaks(FormShape before) {
        List<String> breaks = new ArrayList<>();
        before.members.forEach((path, type) -> {
            if (!members.containsKey(path)) {
                breaks.add(path + " is gone: the version before needs it");
            } else if (!members.get(path).equals(type)) {
                breaks.add(path + " was " + type + " and is " + members.get(path));
            }
        });
        members.keySet().stream()
                .filter(path -> !before.members.containsKey(path))
                .filter(path -> !before.passesOver(path))
                .forEach(path ->
                        breaks.add(path + " is new and has to be there: the files of the version before have it not"));
        return breaks;
    }

    /** Whether a new member lies at or below one that need not be there, and that was not there before. */
    private boolean passesOver(String path) {
        for (int at = path.indexOf('?'); at >= 0; at = path.indexOf('?', at + 1)) {
            String optional = path.substring(0, at + 1);
            if (members.keySet().stream().noneMatch(known -> known.startsWith(optional))) {
                return true;
            }
        }
        return false;
    }

    /** As it stands in a list. */
    List<String> lines() {
        return members.entrySet().stream()
                .map(member -> "  " + (member.getKey().isEmpty() ? "." : member.getKey()) + " " + member.getValue())
                .toList();
    }

    /** The counterpart of {@link #lines}. */
    static FormShape parse(Collection<String> lines) {
        SortedMap<String, String> members = new TreeMap<>();
        for (String line : lines) {
            String[] sides = line.strip().split(" ", 2);
            members.put(sides[0].equals(".") ? "" : sides[0], sides[1]);
        }
        return new FormShape(members);
    }
}
