package dev.lockstep.admin.internal.http;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * A path with places for names, such as {@code /api/v1/admin/settings/{name}}. Each place stands for one segment of a path.
 *
 * @param text the path
 */
public record PathTemplate(String text) {
    public PathTemplate {
        if (!text.startsWith("/")) {
            throw new IllegalArgumentException("the path \"" + text + "\" does not begin with /");
        }
    }

    /** What stands in the places; empty if a path is none of these. */
    Optional<Map<String, String>> match(String path) {
        List<String> expected = List.of(text.split("/", -1));
        List<String> found = List.of(path.split("/", -1));
        if (expected.size() != found.size()) {
            return Optional.empty();
        }
        Map<String, String> variables = new HashMap<>();
        for (int i = 0; i < expected.size(); i++) {
            String segment = expected.get(i);
            if (segment.startsWith("{") && !found.get(i).isEmpty()) {
                variables.put(segment.substring(1, segment.length() - 1), found.get(i));
            } else if (!segment.equals(found.get(i))) {
                return Optional.empty();
            }
        }
        return Optional.of(variables);
    }
}
