package dev.lockstep.core.settings;

import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.problem.UnusableValueException;
import dev.lockstep.core.text.TextFile;
import java.io.IOException;
import java.io.StringReader;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.regex.Pattern;

/**
 * The text of a {@code .cfg} file: keys and values as {@link Properties} reads them, with the comments and the order that its
 * administrator gave it. Immutable.
 */
public final class PropertiesText {
    private static final int MAXIMUM_BYTES = 256 * 1024;
    private static final Pattern LINE_BREAK = Pattern.compile("\r\n|\r|\n");

    private final List<Entry> entries;
    private final Charset charset;

    private PropertiesText(List<Entry> entries, Charset charset) {
        this.entries = List.copyOf(entries);
        this.charset = charset;
    }

    /**
     * Reads a text.
     *
     * @throws IllegalArgumentException with the number of the first line that is not of the form {@code key = value}
     */
    public static PropertiesText parse(String text) {
        return parse(text.startsWith("\ufeff") ? text.substring(1) : text, StandardCharsets.UTF_8);
    }

    private static PropertiesText parse(String text, Charset charset) {
        List<Entry> entries = new ArrayList<>();
        // Not every line break of Unicode: in the old encodings some of them are letters or an ellipsis.
        String[] lines = LINE_BREAK.split(text, -1);
        int length = lines.length > 0 && lines[lines.length - 1].isEmpty() ? lines.length - 1 : lines.length;
        for (int i = 0; i < length; i++) {
            int first = i;
            StringBuilder logical = new StringBuilder(lines[i]);
            while (!isComment(lines[first]) && continues(lines[i]) && i + 1 < length) {
                logical.append('\n').append(lines[++i]);
            }
            Entry entry = entry(logical.toString(), first + 1);
            if (!charset.equals(StandardCharsets.UTF_8)) {
                requireAscii(entry, first + 1);
            }
            entries.add(entry);
        }
        return new PropertiesText(entries, charset);
    }

    /**
     * The text of a file; empty if there is no file. It is in UTF-8 or in the encoding that a mark at its beginning names. In another
     * one it may have comments, which stay as they are, but neither keys nor values: nobody can know which letters they are.
     *
     * @throws IllegalArgumentException that names the line that cannot be used
     */
    public static PropertiesText read(Path file) throws IOException {
        byte[] bytes;
        try {
            bytes = TextFile.bytes(file, MAXIMUM_BYTES);
        } catch (NoSuchFileException e) {
            return parse("");
        }
        try {
            return parse(TextFile.of(bytes).text(), StandardCharsets.UTF_8);
        } catch (UnusableValueException e) {
            // Refuses it if a mark promised another encoding, or if it is no text at all.
            TextFile.inAnyEncoding(bytes);
            return parse(new String(bytes, StandardCharsets.ISO_8859_1), StandardCharsets.ISO_8859_1);
        }
    }

    private static void requireAscii(Entry entry, int number) {
        if (!entry.key().isEmpty() && entry.line().chars().anyMatch(c -> c >= 0x80)) {
            throw new UnusableValueException(Sentence.of("text.encoding", Map.of("encoding", "UTF-8", "line", number)));
        }
    }

    private static Entry entry(String line, int number) {
        if (isComment(line)) {
            return new Entry(line, "", "");
        }
        boolean separated = line.indexOf('=') >= 0 || line.indexOf(':') >= 0;
        if (!separated || line.indexOf('\0') >= 0) {
            throw new UnusableValueException(Sentence.of("text.no-key", Map.of("line", number)));
        }
        Properties properties = new Properties();
        try {
            properties.load(new StringReader(line));
        } catch (IOException | IllegalArgumentException e) {
            throw new UnusableValueException(
                    Sentence.of("text.bad-line", Map.of("line", number, "cause", Sentence.said(e))), e);
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
        return new PropertiesText(changed, charset);
    }

    /** Whether both are the same text. */
    public boolean isSame(PropertiesText other) {
        return entries.equals(other.entries);
    }

    /** The text, as it goes into a file. */
    public byte[] bytes() {
        return toString().getBytes(charset);
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
