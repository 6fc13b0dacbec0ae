package dev.lockstep.core.source;

import java.util.regex.Pattern;

/** The rule for paths that a source is asked for: relative, plain characters, never upwards. */
final class SourcePath {
    private static final Pattern SYNTAX = Pattern.compile("[A-Za-z0-9._+~-]+(/[A-Za-z0-9._+~-]+)*");
    private static final Pattern UPWARDS = Pattern.compile("(^|.*/)\\.{1,2}(/.*|$)");

    private SourcePath() {}

    static String require(String path) {
        if (path.length() > 1024
                || !SYNTAX.matcher(path).matches()
                || UPWARDS.matcher(path).matches()) {
            throw new IllegalArgumentException("a source is not asked for the path \"" + path + "\"");
        }
        return path;
    }
}
