package dev.lockstep.modules.internal.resolution;

import dev.lockstep.core.release.ModuleRelease.Clause;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.osgi.framework.Version;

/** Attributes with their types (OSGi Core 8, section 3.3.3): {@code name:Type} in a description, an object for a filter. */
final class TypedAttributes {
    private TypedAttributes() {}

    static Map<String, Object> of(Clause clause) {
        Map<String, Object> attributes = new TreeMap<>();
        clause.attributes().forEach((key, text) -> {
            int colon = key.indexOf(':');
            String type = colon < 0 ? "String" : key.substring(colon + 1);
            attributes.put(colon < 0 ? key : key.substring(0, colon), value(type, text));
        });
        return Collections.unmodifiableMap(attributes);
    }

    private static Object value(String type, String text) {
        if (type.startsWith("List")) {
            String of = type.equals("List") ? "String" : type.substring(5, type.length() - 1);
            return elements(text).stream().map(element -> scalar(of, element)).toList();
        }
        return scalar(type, text);
    }

    private static Object scalar(String type, String text) {
        return switch (type) {
            case "Version" -> Version.parseVersion(text);
            case "Long" -> Long.valueOf(text.strip());
            case "Double" -> Double.valueOf(text.strip());
            default -> text;
        };
    }

    /** Splits at commas that no backslash precedes. */
    private static List<String> elements(String text) {
        List<String> elements = new ArrayList<>();
        StringBuilder element = new StringBuilder();
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '\\' && i + 1 < text.length()) {
                element.append(text.charAt(++i));
            } else if (c == ',') {
                elements.add(element.toString().strip());
                element.setLength(0);
            } else {
                element.append(c);
            }
        }
        elements.add(element.toString().strip());
        return elements;
    }
}
