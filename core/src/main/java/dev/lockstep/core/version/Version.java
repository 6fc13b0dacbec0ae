package dev.lockstep.core.version;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.math.BigInteger;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A version as Semantic Versioning 2.0.0 defines it, for example {@code 1.4.0-rc.2+build.7}.
 *
 * <p>{@link #compareTo} is the precedence of section 11, and after it the build metadata as text, so that the order is
 * consistent with {@link #equals}: two versions that differ only in build metadata have the same precedence and are still
 * two versions.
 *
 * @param core major, minor and patch, in this order
 * @param preRelease the dot separated identifiers after {@code -}; empty for a release
 * @param build the text after {@code +}; empty if there is none
 */
public record Version(List<BigInteger> core, List<String> preRelease, String build) implements Comparable<Version> {
    private static final int MAXIMUM_LENGTH = 128;
    private static final String NUMBER = "(0|[1-9][0-9]*)";
    private static final Pattern SYNTAX = Pattern.compile(NUMBER + "\\." + NUMBER + "\\." + NUMBER
            + "(?:-((?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*)(?:\\.(?:0|[1-9][0-9]*|[0-9]*[a-zA-Z-][0-9a-zA-Z-]*))*))?"
            + "(?:\\+([0-9a-zA-Z-]+(?:\\.[0-9a-zA-Z-]+)*))?");

    public Version {
        core = List.copyOf(core);
        preRelease = List.copyOf(preRelease);
        Objects.requireNonNull(build, "build");
        if (core.size() != 3) {
            throw new IllegalArgumentException("a version has major, minor and patch, not " + core.size() + " numbers");
        }
    }

    /**
     * Reads a version.
     *
     * @throws IllegalArgumentException if {@code text} is not a version of SemVer 2.0.0 or longer than 128 characters
     */
    @JsonCreator(mode = JsonCreator.Mode.DELEGATING)
    public static Version parse(String text) {
        Matcher matcher = SYNTAX.matcher(text);
        if (text.length() > MAXIMUM_LENGTH || !matcher.matches()) {
            throw new IllegalArgumentException("not a version like 1.2.3 or 1.2.3-rc.1: \"" + abbreviated(text) + "\"");
        }
        return new Version(
                List.of(
                        new BigInteger(matcher.group(1)),
                        new BigInteger(matcher.group(2)),
                        new BigInteger(matcher.group(3))),
                matcher.group(4) == null ? List.of() : List.of(matcher.group(4).split("\\.")),
                matcher.group(5) == null ? "" : matcher.group(5));
    }

    /** Whether this is a pre-release (section 9). */
    public boolean isPreRelease() {
        return !preRelease.isEmpty();
    }

    @Override
    public int compareTo(Version other) {
        int precedence = comparePrecedence(other);
        return precedence != 0 ? precedence : build.compareTo(other.build);
    }

    private int comparePrecedence(Version other) {
        for (int i = 0; i < 3; i++) {
            int order = core.get(i).compareTo(other.core.get(i));
            if (order != 0) {
                return order;
            }
        }
        if (preRelease.isEmpty() || other.preRelease.isEmpty()) {
            return Boolean.compare(preRelease.isEmpty(), other.preRelease.isEmpty());
        }
        int common = Math.min(preRelease.size(), other.preRelease.size());
        for (int i = 0; i < common; i++) {
            int order = compareIdentifiers(preRelease.get(i), other.preRelease.get(i));
            if (order != 0) {
                return order;
            }
        }
        return Integer.compare(preRelease.size(), other.preRelease.size());
    }

    private static int compareIdentifiers(String one, String other) {
        boolean numeric = isNumeric(one);
        boolean otherNumeric = isNumeric(other);
        if (numeric && otherNumeric) {
            return new BigInteger(one).compareTo(new BigInteger(other));
        }
        return numeric != otherNumeric ? (numeric ? -1 : 1) : one.compareTo(other);
    }

    private static boolean isNumeric(String identifier) {
        return identifier.chars().allMatch(c -> c >= '0' && c <= '9');
    }

    private static String abbreviated(String text) {
        return text.length() <= 64 ? text : text.substring(0, 64) + "...";
    }

    @Override
    @JsonValue
    public String toString() {
        StringBuilder text = new StringBuilder();
        text.append(core.get(0)).append('.').append(core.get(1)).append('.').append(core.get(2));
        if (!preRelease.isEmpty()) {
            text.append('-').append(String.join(".", preRelease));
        }
        if (!build.isEmpty()) {
            text.append('+').append(build);
        }
        return text.toString();
    }
}
