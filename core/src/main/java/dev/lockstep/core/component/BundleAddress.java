package dev.lockstep.core.component;

import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.problem.UnusableValueException;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Where a features file has a bundle from. Nothing is ever fetched from there: the file has to lie in a folder, under its path, the
 * path that a Maven repository has for it, or its name alone.
 *
 * @param text as it is written
 * @param fileName the name of the file
 * @param folder the folder that a Maven repository has it in; empty for an address of another kind
 * @param path the path of an address {@code file:}, or without a scheme; else empty
 */
public record BundleAddress(String text, String fileName, Optional<String> folder, Optional<String> path) {
    private static final Set<String> PLAIN = Set.of("file", "http", "https", "reference");

    /**
     * Reads an address.
     *
     * @throws IllegalArgumentException if Karaf would make another file of it, or nobody can know which file is meant
     */
    public static BundleAddress parse(String text) {
        int colon = text.indexOf(':');
        String scheme = colon < 0 ? "" : text.substring(0, colon);
        if (scheme.equals("mvn")) {
            return maven(text);
        }
        // A single letter is a drive of Windows.
        if (scheme.length() > 1 && !PLAIN.contains(scheme)) {
            throw refused("features.scheme", text, scheme + ":");
        }
        if (scheme.equals("reference")) {
            BundleAddress inner = parse(text.substring(colon + 1));
            return new BundleAddress(text, inner.fileName, inner.folder, inner.path);
        }
        boolean remote = scheme.startsWith("http");
        String path = remote ? text.replaceFirst("[?#].*", "") : text.replaceFirst("^file:(//)?/*", "");
        String name = path.substring(Math.max(path.lastIndexOf('/'), path.lastIndexOf('\\')) + 1);
        if (name.isBlank()) {
            throw refused("features.address", text, text);
        }
        return new BundleAddress(text, name, Optional.empty(), remote ? Optional.empty() : Optional.of(path));
    }

    /** {@code mvn:[repository!]group/name/version[/type[/classifier]]}, as Pax URL reads it. */
    private static BundleAddress maven(String text) {
        String coordinates = text.substring("mvn:".length());
        coordinates = coordinates.substring(coordinates.lastIndexOf('!') + 1);
        String[] parts = coordinates.split("/", -1);
        boolean complete = parts.length >= 3 && parts.length <= 5 && !parts[0].isBlank() && !parts[1].isBlank();
        if (!complete || parts[2].isBlank() || parts[2].matches("LATEST|RELEASE|[\\[(].*")) {
            throw refused("features.maven", text, text);
        }
        String type = parts.length > 3 && !parts[3].isEmpty() ? parts[3] : "jar";
        String classifier = parts.length > 4 && !parts[4].isEmpty() ? "-" + parts[4] : "";
        return new BundleAddress(
                text,
                parts[1] + "-" + parts[2] + classifier + "." + type,
                Optional.of(parts[0].replace('.', '/') + "/" + parts[1] + "/" + parts[2]),
                Optional.empty());
    }

    private static UnusableValueException refused(String key, String address, String what) {
        return new UnusableValueException(Sentence.of(key, Map.of("address", address, "what", what)));
    }

    @Override
    public String toString() {
        return text;
    }
}
