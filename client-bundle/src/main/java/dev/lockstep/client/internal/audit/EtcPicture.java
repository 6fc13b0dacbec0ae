package dev.lockstep.client.internal.audit;

import dev.lockstep.core.text.TextFile;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * What stands in {@code etc} at a time, secrets left out.
 *
 * @param salt of the marks of secrets
 * @param files by name, each with its values by key; a file without keys has one value, whose key is empty
 */
record EtcPicture(String salt, Map<String, Map<String, EtcValue>> files) {
    private static final int LONGEST_FILE = 1 << 20;
    private static final Pattern WITH_KEYS = Pattern.compile(".*\\.(cfg|config|properties)");

    /** What programs put there for a moment. */
    private static final Pattern PASSING = Pattern.compile("\\..*|.*(\\.new|~|\\.sw[a-p]|\\.tmp|\\.lock)");

    EtcPicture {
        Map<String, Map<String, EtcValue>> copy = new TreeMap<>();
        files.forEach((name, values) -> copy.put(name, new TreeMap<>(values)));
        files = copy;
    }

    /** Looks. */
    static EtcPicture of(Path etc, String salt) throws IOException {
        Map<String, Map<String, EtcValue>> files = new TreeMap<>();
        try (DirectoryStream<Path> found = Files.newDirectoryStream(etc)) {
            for (Path file : found) {
                String name = file.getFileName().toString();
                if (!PASSING.matcher(name).matches() && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    read(file, salt).ifPresent(values -> files.put(name, values));
                }
            }
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return new EtcPicture(salt, files);
    }

    private static Optional<Map<String, EtcValue>> read(Path file, String salt) {
        String name = file.getFileName().toString();
        try {
            if (Files.size(file) > LONGEST_FILE) {
                return Optional.of(Map.of("", new EtcValue(Files.size(file) + " bytes", "")));
            }
            byte[] bytes = Files.readAllBytes(file);
            if (!WITH_KEYS.matcher(name).matches()) {
                return Optional.of(Map.of("", EtcValue.whole(bytes, salt)));
            }
            Properties properties = new Properties();
            try {
                properties.load(new StringReader(TextFile.inAnyEncoding(bytes).text()));
            } catch (IllegalArgumentException notOfThisForm) {
                return Optional.of(Map.of("", EtcValue.whole(bytes, salt)));
            }
            Map<String, EtcValue> values = new TreeMap<>();
            for (String key : properties.stringPropertyNames()) {
                values.put(key, EtcValue.of(name, key, properties.getProperty(key), salt));
            }
            return Optional.of(values);
        } catch (IOException goneOrUnreadable) {
            return Optional.empty();
        }
    }

    /** What is different in a later picture. */
    List<Change> until(EtcPicture later) {
        List<Change> changes = new ArrayList<>();
        TreeSet<String> names = new TreeSet<>(files.keySet());
        names.addAll(later.files.keySet());
        for (String name : names) {
            Map<String, EtcValue> before = files.getOrDefault(name, Map.of());
            Map<String, EtcValue> after = later.files.getOrDefault(name, Map.of());
            if (before.isEmpty() && !files.containsKey(name) && after.isEmpty()) {
                changes.add(new Change(name, "", Optional.empty(), Optional.of(new EtcValue("", ""))));
            }
            TreeSet<String> keys = new TreeSet<>(before.keySet());
            keys.addAll(after.keySet());
            for (String key : keys) {
                Change change = new Change(
                        name, key, Optional.ofNullable(before.get(key)), Optional.ofNullable(after.get(key)));
                if (!change.from().equals(change.to())) {
                    changes.add(change);
                }
            }
        }
        return changes;
    }

    /**
     * One value that is different.
     *
     * @param from how it was; empty if it was not there
     * @param to how it is; empty if it is not there any more
     */
    record Change(String file, String key, Optional<EtcValue> from, Optional<EtcValue> to) {
        String result() {
            if (from.isEmpty()) {
                return "added";
            }
            return to.isEmpty() ? "removed" : "changed";
        }
    }
}
