package dev.lockstep.guard;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The bundles of the version that runs. Their list, {@code lib/bundles.sha256}, is made when the version is built, of all that
 * lies in its folder {@code system}.
 */
final class OwnBundles {
    /** {@code mvn:group/artifact/version}, and nothing after that: our bundles have neither types nor classifiers. */
    private static final Pattern MAVEN = Pattern.compile("mvn:([^/$]+)/([^/$]+)/([^/$]+)");

    private final Path system;
    private final Map<String, String> paths;
    private final Map<String, String> hashes = new HashMap<>();

    private OwnBundles(Path system, Map<String, String> paths) {
        this.system = system;
        this.paths = paths;
        paths.forEach((hash, path) -> hashes.put(path, hash));
    }

    /** Reads the list of a version. */
    static OwnBundles read(Path home) throws IOException {
        Map<String, String> paths = BundleHashes.read(home.resolve("lib/bundles.sha256"));
        if (paths.isEmpty()) {
            throw new IOException(home.resolve("lib/bundles.sha256") + " is empty");
        }
        return new OwnBundles(home.resolve("system").toRealPath(), paths);
    }

    boolean contains(String hash) {
        return paths.containsKey(hash);
    }

    /** Whether a file lies in the version's own folder. */
    boolean holds(Path file) throws IOException {
        return file.toRealPath().startsWith(system);
    }

    /**
     * The file that a bundle of the version has its bytes from, if it still holds the bytes that it should.
     *
     * @param location of the bundle
     */
    Optional<Path> original(String location) throws IOException {
        Optional<String> path = path(location);
        if (path.isEmpty()) {
            return Optional.empty();
        }
        Path file = system.resolve(path.get());
        return Files.isRegularFile(file) && Sha256.of(file).equals(hashes.get(path.get()))
                ? Optional.of(file)
                : Optional.empty();
    }

    /** Whether a location names a bundle of the version. */
    boolean names(String location) {
        return path(location).isPresent();
    }

    private Optional<String> path(String location) {
        return copied(location).or(() -> referred(location)).filter(hashes::containsKey);
    }

    private static Optional<String> copied(String location) {
        Matcher maven = MAVEN.matcher(location);
        return maven.matches()
                ? Optional.of(maven.group(1).replace('.', '/') + "/" + maven.group(2) + "/" + maven.group(3) + "/"
                        + maven.group(2) + "-" + maven.group(3) + ".jar")
                : Optional.empty();
    }

    private Optional<String> referred(String location) {
        if (!location.startsWith("reference:file:")) {
            return Optional.empty();
        }
        try {
            Path named = Path.of(URI.create(location.substring("reference:".length())));
            Path file = Files.exists(named)
                    ? named.toRealPath()
                    : named.toAbsolutePath().normalize();
            return file.startsWith(system)
                    ? Optional.of(system.relativize(file).toString().replace('\\', '/'))
                    : Optional.empty();
        } catch (IllegalArgumentException | IOException e) {
            return Optional.empty();
        }
    }
}
