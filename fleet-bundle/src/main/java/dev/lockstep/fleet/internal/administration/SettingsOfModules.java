package dev.lockstep.fleet.internal.administration;

import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.files.OwnerFile;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The files of {@code etc} by which an operator configures modules: {@code <pid>.cfg}, and {@code <pid>-<name>.cfg} for each instance
 * of a factory. They are all files that the node did not bring itself: nobody can know before a module runs which PIDs it takes, and one
 * that is not installed now may be so again.
 *
 * <p>The node's own settings are never among them, not even when a backup holds some: who may do what on this computer is not for a
 * backup to decide.
 *
 * @param etc the folder
 * @param ofNode the same folder as the version of the node brings it
 */
record SettingsOfModules(Path etc, Path ofNode) {
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._~-]{0,199}\\.(cfg|config)");

    /** What steers the node itself, whether this version brings such a file or not. */
    private static final List<String> OF_PLATFORM = List.of(
            "dev.lockstep.", "jmx.acl", "org.apache.karaf.", "org.ops4j.pax.logging", "org.ops4j.pax.url", "profile.");

    private static final int LONGEST = 1 << 20;

    /** Their bytes by name. */
    SortedMap<String, byte[]> read() throws IOException {
        SortedMap<String, byte[]> files = new TreeMap<>();
        try (DirectoryStream<Path> all = Files.newDirectoryStream(etc)) {
            for (Path file : all) {
                String name = String.valueOf(file.getFileName());
                if (isOne(name) && Files.isRegularFile(file, LinkOption.NOFOLLOW_LINKS)) {
                    DurableFiles.read(file, LONGEST).ifPresent(bytes -> files.put(name, bytes));
                }
            }
        }
        return files;
    }

    /** Puts one back if it is another, for its owner alone: nobody can know whether there is a password in it. */
    boolean restore(String name, byte[] saved) throws IOException {
        if (!isOne(name)) {
            return false;
        }
        Path file = etc.resolve(name);
        Optional<byte[]> now = DurableFiles.read(file, LONGEST);
        if (now.filter(same -> Arrays.equals(same, saved)).isPresent()) {
            return false;
        }
        OwnerFile.write(file, saved);
        return true;
    }

    private boolean isOne(String name) {
        return NAME.matcher(name).matches()
                && OF_PLATFORM.stream().noneMatch(name::startsWith)
                && Files.notExists(ofNode.resolve(name));
    }
}
