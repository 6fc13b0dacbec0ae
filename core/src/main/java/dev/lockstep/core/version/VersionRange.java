package dev.lockstep.core.version;

import java.util.Objects;
import java.util.Optional;

/**
 * The versions between two bounds, written as OSGi and Maven write them: {@code [1.0.0,2.0.0)} is 1.0.0 and all up to, but
 * without, 2.0.0; {@code [1.0.0,)} has no upper bound; a bare {@code 1.0.0} means {@code [1.0.0,)}.
 *
 * <p>An excluded upper bound excludes its own pre-releases too: 2.0.0-rc.1 is not in {@code [1.0.0,2.0.0)}. By SemVer's
 * precedence alone it would be, and modules would load on a platform they were not made for.
 *
 * @param lower the lower bound
 * @param lowerIncluded whether {@code lower} is itself in the range
 * @param upper the upper bound; empty if there is none
 * @param upperIncluded whether {@code upper} is itself in the range
 */
public record VersionRange(Version lower, boolean lowerIncluded, Optional<Version> upper, boolean upperIncluded) {
    public VersionRange {
        Objects.requireNonNull(lower, "lower");
        Objects.requireNonNull(upper, "upper");
        if (upper.isPresent() && lower.compareTo(upper.get()) > 0) {
            throw new IllegalArgumentException("the range ends at " + upper.get() + ", before it starts at " + lower);
        }
    }

    /**
     * Reads a range.
     *
     * @throws IllegalArgumentException if {@code text} is neither a range like {@code [1.0.0,2.0.0)} nor a version
     */
    public static VersionRange parse(String text) {
        String trimmed = text.strip();
        if (trimmed.isEmpty()) {
            throw new IllegalArgumentException("an empty text is not a version range");
        }
        char first = trimmed.charAt(0);
        if (first != '[' && first != '(') {
            return new VersionRange(Version.parse(trimmed), true, Optional.empty(), false);
        }
        char last = trimmed.charAt(trimmed.length() - 1);
        int comma = trimmed.indexOf(',');
        if ((last != ']' && last != ')') || comma < 0) {
            throw new IllegalArgumentException("not a version range like [1.0.0,2.0.0): \"" + text + "\"");
        }
        String upper = trimmed.substring(comma + 1, trimmed.length() - 1).strip();
        return new VersionRange(
                Version.parse(trimmed.substring(1, comma).strip()),
                first == '[',
                upper.isEmpty() ? Optional.empty() : Optional.of(Version.parse(upper)),
                last == ']');
    }

    /** Whether {@code version} lies between the bounds. */
    public boolean contains(Version version) {
        int low = version.compareTo(lower);
        if (low < 0 || (low == 0 && !lowerIncluded)) {
            return false;
        }
        if (upper.isEmpty()) {
            return true;
        }
        Version end = upper.get();
        if (upperIncluded) {
            return version.compareTo(end) <= 0;
        }
        boolean preReleaseOfEnd =
                version.isPreRelease() && !end.isPreRelease() && version.core().equals(end.core());
        return version.compareTo(end) < 0 && !preReleaseOfEnd;
    }

    @Override
    public String toString() {
        return (lowerIncluded ? "[" : "(") + lower + ","
                + upper.map(Version::toString).orElse("") + (upperIncluded ? "]" : ")");
    }
}
