package dev.lockstep.launcher;

import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * JSON objects whose values are strings, whole numbers or booleans: all that the launcher and the agent tell each other. Small on
 * purpose, since the launcher has no dependencies; whatever else JSON knows is refused. Each has the number of its format, for an
 * installation keeps its launcher while its nodes change; without a number it has the first.
 */
final class FlatJson {
    private static final int LIMIT = 64 * 1024;
    private static final String FORMAT = "format";
    private static final long NUMBER = 1;

    private final String text;
    private int at;

    private FlatJson(String text) {
        this.text = text;
    }

    /**
     * Reads one object.
     *
     * @return values in the order of the text: {@link String}, {@link Long} or {@link Boolean}; without the number of the format
     * @throws IOException if it is anything else, or of a later format
     */
    static Map<String, Object> parse(String text) throws IOException {
        if (text.length() > LIMIT) {
            throw new IOException("longer than " + LIMIT + " characters");
        }
        Map<String, Object> values = new FlatJson(text).object();
        if (values.remove(FORMAT) instanceof Long number && number > NUMBER) {
            throw new IOException("it has format " + number + ", and this launcher knows " + NUMBER);
        }
        return values;
    }

    /** Writes one object; the counterpart of {@link #parse}. */
    static String write(Map<String, ?> values) {
        StringBuilder out = new StringBuilder("{\n  " + quoted(FORMAT) + ": " + NUMBER);
        values.forEach((key, value) -> {
            out.append(",\n  ").append(quoted(key)).append(": ");
            out.append(value instanceof Long || value instanceof Boolean ? value : quoted(value.toString()));
        });
        return out.append("\n}\n").toString();
    }

    private Map<String, Object> object() throws IOException {
        Map<String, Object> values = new LinkedHashMap<>();
        expect('{');
        if (peek() == '}') {
            at++;
        } else {
            do {
                String key = string();
                expect(':');
                if (values.put(key, value()) != null) {
                    throw wrong("\"" + key + "\" stands there twice");
                }
            } while (more());
        }
        skipSpace();
        if (at < text.length()) {
            throw wrong("text after the end");
        }
        return values;
    }

    private boolean more() throws IOException {
        char c = peek();
        at++;
        if (c != ',' && c != '}') {
            throw wrong("',' or '}' expected");
        }
        return c == ',';
    }

    private Object value() throws IOException {
        char c = peek();
        if (c == '"') {
            return string();
        }
        int from = at;
        while (at < text.length() && (Character.isLetterOrDigit(text.charAt(at)) || text.charAt(at) == '-')) {
            at++;
        }
        String word = text.substring(from, at);
        if (word.equals("true") || word.equals("false")) {
            return Boolean.valueOf(word);
        }
        if (!word.matches("-?(?:0|[1-9][0-9]{0,17})")) {
            throw wrong("a string, a whole number or a boolean expected");
        }
        return Long.valueOf(word);
    }

    private String string() throws IOException {
        expect('"');
        StringBuilder out = new StringBuilder();
        while (true) {
            char c = next();
            if (c == '"') {
                return out.toString();
            }
            if (c < ' ') {
                throw wrong("a control character in a string");
            }
            out.append(c == '\\' ? escaped() : c);
        }
    }

    private char escaped() throws IOException {
        char c = next();
        return switch (c) {
            case '"', '\\', '/' -> c;
            case 'b' -> '\b';
            case 'f' -> '\f';
            case 'n' -> '\n';
            case 'r' -> '\r';
            case 't' -> '\t';
            case 'u' -> {
                String hex = "" + next() + next() + next() + next();
                if (!hex.matches("[0-9A-Fa-f]{4}")) {
                    throw wrong("four hexadecimal digits expected");
                }
                yield (char) Integer.parseInt(hex, 16);
            }
            default -> throw wrong("unknown escape");
        };
    }

    private void expect(char wanted) throws IOException {
        if (peek() != wanted) {
            throw wrong("'" + wanted + "' expected");
        }
        at++;
    }

    private char peek() throws IOException {
        skipSpace();
        if (at >= text.length()) {
            throw wrong("the end came too early");
        }
        return text.charAt(at);
    }

    private char next() throws IOException {
        if (at >= text.length()) {
            throw wrong("the end came too early");
        }
        return text.charAt(at++);
    }

    private void skipSpace() {
        while (at < text.length() && " \t\r\n".indexOf(text.charAt(at)) >= 0) {
            at++;
        }
    }

    private IOException wrong(String why) {
        return new IOException("no usable JSON at character " + at + ": " + why);
    }

    private static String quoted(String value) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < value.length(); i++) {
            char c = value.charAt(i);
            if (c == '"' || c == '\\') {
                out.append('\\').append(c);
            } else if (c < ' ') {
                out.append(String.format("\\u%04x", (int) c));
            } else {
                out.append(c);
            }
        }
        return out.append('"').toString();
    }
}
