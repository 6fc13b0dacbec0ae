package dev.lockstep.module;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The common syntax of OSGi manifest headers (OSGi Core 8, section 3.2.4). */
final class ManifestHeader {
    private ManifestHeader() {}

    /**
     * One clause: {@code path;path;attribute=value;directive:=value}.
     *
     * @param paths at least one
     * @param attributes values by name; a type stays in the name, as in {@code version:Version}
     * @param directives values by name
     */
    record Entry(List<String> paths, Map<String, String> attributes, Map<String, String> directives) {}

    /**
     * Reads a header.
     *
     * @throws IllegalArgumentException if its syntax is wrong
     */
    static List<Entry> parse(String header) {
        List<Entry> entries = new ArrayList<>();
        for (String clause : split(header, ',')) {
            if (!clause.isBlank()) {
                entries.add(entry(clause));
            }
        }
        return entries;
    }

    private static Entry entry(String clause) {
        List<String> paths = new ArrayList<>();
        Map<String, String> attributes = new LinkedHashMap<>();
        Map<String, String> directives = new LinkedHashMap<>();
        for (String part : split(clause, ';')) {
            int equals = part.indexOf('=');
            if (part.isBlank()) {
                continue;
            }
            if (equals < 0) {
                paths.add(part.strip());
            } else if (equals > 0 && part.charAt(equals - 1) == ':') {
                put(directives, part.substring(0, equals - 1), part.substring(equals + 1), clause);
            } else {
                put(attributes, part.substring(0, equals), part.substring(equals + 1), clause);
            }
        }
        if (paths.isEmpty()) {
            throw new IllegalArgumentException("nothing is named in \"" + clause.strip() + "\"");
        }
        return new Entry(paths, attributes, directives);
    }

    private static void put(Map<String, String> into, String name, String value, String clause) {
        if (into.put(name.replace(" ", ""), unquoted(value.strip())) != null) {
            throw new IllegalArgumentException(name.strip() + " stands twice in \"" + clause.strip() + "\"");
        }
    }

    private static String unquoted(String value) {
        if (value.length() < 2 || !value.startsWith("\"") || !value.endsWith("\"")) {
            return value;
        }
        StringBuilder text = new StringBuilder(value.length());
        for (int i = 1; i < value.length() - 1; i++) {
            char c = value.charAt(i);
            // Only the quote and the backslash itself are escaped by the header; \, inside a list belongs to the list.
            boolean escape = c == '\\' && (value.charAt(i + 1) == '"' || value.charAt(i + 1) == '\\');
            text.append(escape ? value.charAt(++i) : c);
        }
        return text.toString();
    }

    private static List<String> split(String text, char separator) {
        List<String> parts = new ArrayList<>();
        boolean quoted = false;
        int start = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (quoted && c == '\\') {
                i++;
            } else if (c == '"') {
                quoted = !quoted;
            } else if (!quoted && c == separator) {
                parts.add(text.substring(start, i));
                start = i + 1;
            }
        }
        if (quoted) {
            throw new IllegalArgumentException("a quotation mark is not closed in \"" + text.substring(start) + "\"");
        }
        parts.add(text.substring(start));
        return parts;
    }
}
