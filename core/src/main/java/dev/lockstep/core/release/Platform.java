package dev.lockstep.core.release;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * An operating system and processor that a file tree is for, such as {@code linux-x64}; {@code any} is for all.
 *
 * @param name {@code any}, or one of {@code linux}, {@code windows}, {@code macos} with {@code -x64} or {@code -arm64}
 */
public record Platform(String name) implements Comparable<Platform> {
    private static final Pattern SYNTAX =
            Pattern.compile("any|(linux|windows|macos|other)-(x64|arm64|[a-z0-9_]{1,16})");

    /** For every operating system and processor. */
    public static final Platform ANY = new Platform("any");

    public Platform {
        if (!SYNTAX.matcher(name).matches()) {
            throw new IllegalArgumentException("not a platform like linux-x64, windows-arm64 or any: \"" + name + "\"");
        }
    }

    /** The platform that Java's system properties {@code os.name} and {@code os.arch} describe. */
    public static Platform of(String osName, String osArch) {
        String os = osName.toLowerCase(Locale.ROOT);
        String family = os.startsWith("linux")
                ? "linux"
                : os.startsWith("windows") ? "windows" : os.startsWith("mac") ? "macos" : "other";
        String arch = osArch.toLowerCase(Locale.ROOT);
        String processor = switch (arch) {
            case "amd64", "x86_64" -> "x64";
            case "aarch64" -> "arm64";
            default -> arch.replaceAll("[^a-z0-9_]", "_");
        };
        return new Platform(family + "-" + processor);
    }

    @Override
    public int compareTo(Platform other) {
        return name.compareTo(other.name);
    }

    @Override
    public String toString() {
        return name;
    }
}
