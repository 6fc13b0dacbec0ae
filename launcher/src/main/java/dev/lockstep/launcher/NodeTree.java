package dev.lockstep.launcher;

import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.stream.Stream;

/**
 * One version of the node, as its tree describes itself in {@code launch/}. What changes from release to release stands there and
 * not in the launcher: which Java it runs on, its main class, its class path, its options.
 *
 * <pre>
 *   launch/node.properties   java.min, java.max, main, classpath, console.main, console.classpath
 *   launch/java.options      one option a line; ${karaf.home} and the like stand for folders
 *   launch/etc.system        the files of etc/ that belong to the release, not to the operator
 * </pre>
 *
 * @param version its version
 * @param root its folder
 * @param properties what {@code node.properties} says
 */
record NodeTree(String version, Path root, Properties properties) {
    private static final int DEPTH = 8;

    /** Opens the tree of a version. */
    static NodeTree open(Home home, String version) throws LaunchException, IOException {
        Path root = home.version(version);
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(root.resolve("launch/node.properties"), StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (NoSuchFileException missing) {
            throw incomplete(root, "launch/node.properties");
        }
        NodeTree tree = new NodeTree(version, root, properties);
        for (String needed : List.of("launch/java.options", "launch/etc.system", "etc", "system", "lib")) {
            if (!Files.exists(root.resolve(needed))) {
                throw incomplete(root, needed);
            }
        }
        for (String key : List.of("java.min", "java.max")) {
            if (!tree.property(key).matches("[1-9][0-9]{0,3}")) {
                throw incomplete(root, key + " in launch/node.properties");
            }
        }
        return tree;
    }

    int javaMin() {
        return Integer.parseInt(property("java.min"));
    }

    int javaMax() {
        return Integer.parseInt(property("java.max"));
    }

    String mainClass() {
        return property("main");
    }

    String consoleMainClass() {
        return property("console.main");
    }

    List<Path> classPath() throws IOException, LaunchException {
        return jars("classpath");
    }

    List<Path> consoleClassPath() throws IOException, LaunchException {
        return jars("console.classpath");
    }

    /** The lines of a list in {@code launch/}, without comments. */
    List<String> lines(String name) throws IOException {
        return lines(root.resolve("launch").resolve(name));
    }

    /** The lines of a text file, without comments and empty lines. */
    static List<String> lines(Path file) throws IOException {
        return EditedText.lines(file);
    }

    private String property(String key) {
        return properties.getProperty(key, "").strip();
    }

    private List<Path> jars(String key) throws IOException, LaunchException {
        List<Path> jars = new ArrayList<>();
        for (String pattern : property(key).split("[,\\s]+", -1)) {
            if (pattern.isEmpty()) {
                continue;
            }
            List<Path> found = expand(pattern);
            if (found.isEmpty()) {
                throw incomplete(root, pattern);
            }
            jars.addAll(found);
        }
        return jars;
    }

    /** The files that a pattern such as {@code lib/boot/*.jar} matches, in the order of their names. */
    private List<Path> expand(String pattern) throws IOException {
        int wildcard = pattern.indexOf('*');
        if (wildcard < 0) {
            Path file = root.resolve(pattern);
            return Files.isRegularFile(file) ? List.of(file) : List.of();
        }
        Path folder = root.resolve(pattern.substring(0, Math.max(0, pattern.lastIndexOf('/', wildcard))));
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        PathMatcher matcher = root.getFileSystem().getPathMatcher("glob:" + pattern);
        try (Stream<Path> files = Files.walk(folder, DEPTH)) {
            return files.filter(file -> matcher.matches(root.relativize(file)))
                    .sorted()
                    .toList();
        }
    }

    private static LaunchException incomplete(Path root, String missing) {
        return new LaunchException(
                "LS-NODE-INCOMPLETE",
                "The node's folder " + root + " is incomplete: " + missing
                        + " is missing. Unpack the distribution again beside it,"
                        + " or point node/current to another version.");
    }
}
