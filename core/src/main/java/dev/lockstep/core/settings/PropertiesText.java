package dev.lockstep.core.settings;

import java.io.IOException;
import java.io.StringReader;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;

/**
 * The text of a {@code .cfg} file: keys and values as {@link Properties} reads them, with the comments and the order that its
 * administrator gave it. Immutable.
 */
public final class PropertiesText {
    private static final int MAXIMUM_BYTES = 256 * 1024;

    private final List<Entry> entries;

    private PropertiesText(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /**
     * Reads a text.
     *
     * @throws IllegalArgumentException with the number of the first line that is not of the form {@code key = value}
     */
    public static PropertiesText parse(String text) {
        List<Entry> entries = new ArrayList<>();
        String withoutMark = text.startsWith("\ufeff") ? text.substring(1) : text;
        String[] lines = withoutMark.split("\\R", -1);
        int length = lines.length > 0 && lines[lines.length - 1].isEmpty() ? lines.length - 1 : lines.length;
        for (int i = 0; i < length; i++) {
            int first = i;
            StringBuilder logical = new StringBuilder(lines[i]);
            while (!isComment(lines[first]) && continues(lines[i]) && i + 1 < length) {
                logical.append('\n').append(lines[++i]);
            }
            entries.add(entry(logical.toString(), first + 1));
        }
        return new PropertiesText(entries);
    }

    /** The text of a file, in UTF-8 or, where it is none, in ISO 8859-1; empty if there is no file. */
    public static PropertiesText read(Path file) throws IOException {
        byte[] bytes;
        try {
            if (Files.size(file) > MAXIMUM_BYTES) {
                throw new IOException("longer than " + MAXIMUM_BYTES + " bytes");
            }
            bytes = Files.readAllBytes(file);
        } catch (NoSuchFileException e) {
            return parse("");
        }
        try {
            return parse(StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString());
        } catch (CharacterCodingException e) {
            return parse(new String(bytes, StandardCharsets.ISO_8859_1));
        }
    }

    private static Entry entry(String line, int number) {
        if (isComment(line)) {
            return new Entry(line, "", "");
        }
        boolean separated = line.indexOf('=') >= 0 || line.indexOf(':') >= 0;
        if (!separated || line.indexOf('\0') >= 0) {
            throw new IllegalArgumentException("line " + number + " is not of the form key = value");
        }
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(line));
        } catch (IOException | IllegalArgumentException e) {
            throw new IllegalArgumentException("line " + number + ": " + e.getMessage(), e);
        }
        String key = properties.stringPropertyNames().iterator().next();
        return new Entry(line, key, properties.getProperty(key));
    }

    private static boolean isComment(String line) {
        String stripped = line.stripLeading();
        return stripped.isEmpty() || stripped.startsWith("#") || stripped.startsWith("!");
    }

    private static boolean continues(String line) {
        int backslashes = 0;
        while (backslashes < line.length() && line.charAt(line.length() - 1 - backslashes) == '\\') {
            backslashes++;
        }
        return backslashes % 2 == 1;
    }

    /** The values by key, in the order of the text; of a key that is there twice, the last. */
    public Map<String, String> values() {
        Map<String, String> values = new LinkedHashMap<>();
        entries.stream()
                .filter(entry -> !entry.key().isEmpty())
                .forEach(entry -> values.put(entry.key(), entry.value()));
        return values;
    }

    /** The same text with some values changed; lines whose value stays the same stay byte for byte, new keys come last. */
    public PropertiesText with(Map<String, String> changes) {
        Map<String, String> left = new LinkedHashMap<>(changes);
        List<Entry> changed = new ArrayList<>();
        for (Entry entry : entries) {
            String value = changes.get(entry.key());
            left.remove(entry.key());
            boolean same = entry.key().isEmpty() || value == null || value.equals(entry.value());
            changed.add(same ? entry : Entry.written(entry.key(), value));
        }
        left.forEach((key, value) -> changed.add(Entry.written(key, value)));
        return new PropertiesText(changed);
    }

    /** Whether both are the same text. */
    public boolean isSame(PropertiesText other) {
        return entries.equals(other.entries);
    }

    /** The text, as it goes into a file. */
    public byte[] bytes() {
        return toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The text, as it goes into the file. */
    @Override
    public String toString() {
        StringBuilder text = new StringBuilder();
        entries.forEach(entry -> text.append(entry.line()).append('\n'));
        return text.toString();
    }

    private record Entry(String line, String key, String value) {
        static Entry written(String key, String value) {
            return new Entry(escaped(key, true) + " = " + escaped(value, false), key, value);
        }

        private static String escaped(String text, boolean key) {
            StringBuilder escaped = new StringBuilder();
            for (int i = 0; i < text.length(); i++) {
                char c = text.charAt(i);
                if (c == '\\' || (key && (c == ' ' || c == '=' || c == ':')) || (i == 0 && (c == ' ' || c == '#'))) {
                    escaped.append('\\').append(c);
                } else if (c < 0x20 || c > 0x7e) {
                    // Karaf reads these files as ISO 8859-1, so everything else goes in as an escape.
                    escaped.append(String.format("\\u%04x", (int) c));
                } else {
                    escaped.append(c);
                }
            }
            return escaped.toString();
        }
    }
}
