package dev.lockstep.core.tuf.model;

/**
 * Shell-style patterns for target paths (section 4.5), segment by segment, so that no wildcard ever stands for {@code /}.
 *
 * <p>Patterns come from the network: matching takes no more steps than pattern times path is long, however they are built.
 */
final class PathPattern {
    private PathPattern() {}

    static boolean matches(String pattern, String path) {
        String[] patterns = pattern.split("/", -1);
        String[] segments = path.split("/", -1);
        if (patterns.length != segments.length) {
            return false;
        }
        for (int i = 0; i < patterns.length; i++) {
            if (!segmentMatches(patterns[i], segments[i])) {
                return false;
            }
        }
        return true;
    }

    /** Goes on greedily and, where that fails, back to the last star only: that is enough, and never exponential. */
    private static boolean segmentMatches(String pattern, String segment) {
        int at = 0;
        int in = 0;
        int afterStar = -1;
        int starTook = 0;
        while (at < segment.length()) {
            if (in < pattern.length() && pattern.charAt(in) == '*') {
                afterStar = ++in;
                starTook = at;
                continue;
            }
            int length = in < pattern.length() ? matchOne(pattern, in, segment.codePointAt(at)) : 0;
            if (length > 0) {
                in += length;
                at += Character.charCount(segment.codePointAt(at));
            } else if (afterStar >= 0) {
                starTook += Character.charCount(segment.codePointAt(starTook));
                at = starTook;
                in = afterStar;
            } else {
                return false;
            }
        }
        while (in < pattern.length() && pattern.charAt(in) == '*') {
            in++;
        }
        return in == pattern.length();
    }

    /** How many characters of the pattern the code point used up, or 0 if it does not fit. */
    private static int matchOne(String pattern, int in, int codePoint) {
        int expected = pattern.codePointAt(in);
        if (expected == '?') {
            return 1;
        }
        int end = expected == '[' ? setEnd(pattern, in) : -1;
        if (end > 0) {
            return setHas(pattern, in + 1, end, codePoint) ? end + 1 - in : 0;
        }
        return expected == codePoint ? Character.charCount(expected) : 0;
    }

    /** Where the set closes; a bracket that never closes is an ordinary character, and a first one belongs to the set. */
    private static int setEnd(String pattern, int open) {
        int first = open + 1;
        if (first < pattern.length() && pattern.charAt(first) == '!') {
            first++;
        }
        return first < pattern.length() ? pattern.indexOf(']', first + 1) : -1;
    }

    private static boolean setHas(String pattern, int start, int end, int codePoint) {
        boolean negated = pattern.charAt(start) == '!';
        boolean found = false;
        int in = negated ? start + 1 : start;
        while (in < end) {
            int low = pattern.codePointAt(in);
            in += Character.charCount(low);
            int high = low;
            if (in + 1 < end && pattern.charAt(in) == '-') {
                high = pattern.codePointAt(in + 1);
                in += 1 + Character.charCount(high);
            }
            found |= low <= codePoint && codePoint <= high;
        }
        return found != negated;
    }
}
