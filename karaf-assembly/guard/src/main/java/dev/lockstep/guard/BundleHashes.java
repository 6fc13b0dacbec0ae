package dev.lockstep.guard;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A list of bundles: a line for each, with its SHA-256, two spaces and what it is, as {@code sha256sum} writes it. Empty lines
 * and those that begin with {@code #} do not count.
 */
final class BundleHashes {
    private static final Pattern LINE = Pattern.compile("([0-9a-f]{64})  (\\S.*)");
    private static final int LIMIT = 16 << 20;

    private BundleHashes() {}

    /**
     * Reads a list: what each bundle is, by its hash.
     *
     * @throws IOException if it cannot be read, or a line of it is something else; then none of it counts
     */
    static Map<String, String> read(Path file) throws IOException {
        if (Files.size(file) > LIMIT) {
            throw new IOException(file + " is too long");
        }
        Map<String, String> bundles = new LinkedHashMap<>();
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            Matcher matcher = LINE.matcher(line);
            if (!matcher.matches()) {
                throw new IOException(file + " has a line that is no hash of a bundle");
            }
            bundles.put(matcher.group(1), matcher.group(2));
        }
        return bundles;
    }
}
