package dev.lockstep.cli.publish;

import dev.lockstep.core.release.Platform;
import dev.lockstep.core.release.Release;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.TypeConversionException;

/**
 * A component's files on the publisher's computer, written {@code NAME=FOLDER} or {@code NAME=FOLDER@linux-x64}.
 *
 * @param name the component
 * @param folder what it consists of
 * @param platform what it runs on
 */
record ComponentSource(String name, Path folder, Platform platform) {
    static ComponentSource parse(String text) {
        int equals = text.indexOf('=');
        if (equals < 1 || equals == text.length() - 1) {
            throw new TypeConversionException(
                    "\"" + text + "\" is not like NAME=FOLDER or NAME=FOLDER@linux-x64 (with --release)");
        }
        String folder = text.substring(equals + 1);
        Platform platform = Platform.ANY;
        requireName(text.substring(0, equals));
        int at = folder.lastIndexOf('@');
        if (at > 0 && folder.indexOf('/', at) < 0) {
            try {
                platform = new Platform(folder.substring(at + 1));
                folder = folder.substring(0, at);
            } catch (IllegalArgumentException e) {
                throw new TypeConversionException("in \"" + text + "\": " + e.getMessage());
            }
        }
        try {
            return new ComponentSource(text.substring(0, equals), Path.of(folder), platform);
        } catch (InvalidPathException e) {
            throw new TypeConversionException("\"" + folder + "\" is not a folder: " + e.getReason());
        }
    }

    private static void requireName(String name) {
        try {
            var unused = new Release.ComponentRelease(name, List.of());
        } catch (IllegalArgumentException e) {
            throw new TypeConversionException(e.getMessage());
        }
    }
}
