package dev.lockstep.launcher;

import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Where things are in one installation. Everything stands under one folder, so that it can be moved and backed up as a whole.
 *
 * @param root the unpacked archive
 */
record Home(Path root) {
    // Starts with a digit, so no version is a device name of Windows or a folder above.
    private static final Pattern VERSION = Pattern.compile("[0-9](?:[0-9A-Za-z.+_-]{0,126}[0-9A-Za-z])?");

    Home {
        root = root.toAbsolutePath().normalize();
    }

    /** Whether a version may be the name of a folder here. */
    static boolean isVersion(String name) {
        return VERSION.matcher(name).matches();
    }

    /** The operator's configuration. */
    Path etc() {
        return root.resolve("etc");
    }

    /** The node's own files, and those that the launcher and the agent exchange. */
    Path node() {
        return root.resolve("node");
    }

    Path versions() {
        return node().resolve("versions");
    }

    /** The complete tree of one version. */
    Path version(String version) {
        if (!isVersion(version)) {
            throw new IllegalArgumentException("no version: " + version);
        }
        return versions().resolve(version);
    }

    Path data() {
        return root.resolve("data");
    }

    /** The OSGi cache, which may be thrown away; a release or a Java of its own never meets another's leftovers. */
    Path karafData(String version, int java) {
        return data().resolve("karaf").resolve(version + "-java" + java);
    }

    Path log() {
        return root.resolve("log");
    }

    /** The folders in which nobody but the owner has any business: they hold passwords, keys, and what was done. */
    List<Path> closed() {
        return List.of(etc(), data(), log());
    }

    /** The launcher's own lock, state and requests. */
    Path launcher() {
        return data().resolve("launcher");
    }
}
