package dev.lockstep.console.internal;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;
import java.util.stream.Collectors;

/**
 * Who may use the commands of a scope, as {@code etc/org.apache.karaf.command.acl.SCOPE.cfg} says it in Karaf's notation:
 *
 * <pre>
 * name = role, role
 * name[/regular expression/] = role      for calls whose words, as [one, two], match as a whole; these lines go first
 * </pre>
 *
 * <p>What no line names is for administrators only. Whoever has the role {@value #ADMINISTRATOR} does not come here.
 *
 * @param lines the file's
 */
record AccessList(Map<String, String> lines) {
    static final String ADMINISTRATOR = "admin";
    private static final AccessList CLOSED = new AccessList(Map.of());

    AccessList {
        lines = lines.entrySet().stream()
                .collect(Collectors.toMap(
                        // Spaces in a key mean nothing outside of an expression.
                        entry -> entry.getKey().strip(),
                        Map.Entry::getValue,
                        (one, other) -> one,
                        TreeMap::new));
    }

    /** That of a scope without a file. */
    static AccessList closed() {
        return CLOSED;
    }

    /** Whether somebody may use a command at all, with whatever words: then it is listed and completed. */
    boolean shows(String command, Set<String> roles) {
        return lines.entrySet().stream()
                .filter(line -> line.getKey().equals(command) || line.getKey().startsWith(command + "["))
                .anyMatch(line -> meet(roles(line.getValue()), roles));
    }

    /** Whether somebody may make a call. */
    boolean permits(String command, Arguments arguments, Set<String> roles) {
        String words = arguments.forAccessList();
        Set<String> permitted = new HashSet<>();
        boolean special = false;
        for (Map.Entry<String, String> line : lines.entrySet()) {
            String key = line.getKey();
            if (key.startsWith(command + "[/") && key.endsWith("/]")) {
                String expression = key.substring(command.length() + 2, key.length() - 2);
                try {
                    if (Pattern.matches(expression, words)) {
                        special = true;
                        permitted.addAll(roles(line.getValue()));
                    }
                } catch (PatternSyntaxException unreadable) {
                    // Such a line opens nothing, and does not leave the call to a wider one.
                    special = true;
                }
            }
        }
        if (!special) {
            permitted.addAll(roles(lines.getOrDefault(command, "")));
        }
        return meet(permitted, roles);
    }

    private static Set<String> roles(String value) {
        return Arrays.stream(value.replaceFirst("#.*", "").split(","))
                .map(String::strip)
                .filter(role -> !role.isEmpty())
                .collect(Collectors.toSet());
    }

    private static boolean meet(Set<String> permitted, Set<String> roles) {
        return permitted.stream().anyMatch(roles::contains);
    }
}
