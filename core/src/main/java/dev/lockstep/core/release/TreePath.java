package dev.lockstep.core.release;

import java.text.Normalizer;
import java.util.Locale;
import java.util.regex.Pattern;

/** The rule for paths in a tree: what Linux and Windows both can hold, and what cannot leave the tree. */
final class TreePath {
    private static final int MAXIMUM_LENGTH = 1024;
    private static final Pattern FORBIDDEN = Pattern.compile("[\\x00-\\x1f<>:\"|?*\\\\]");
    private static final Pattern WINDOWS_DEVICE =
            Pattern.compile("(con|prn|aux|nul|conin\\$|conout\\$|com[0-9¹²³]|lpt[0-9¹²³])(\\..*)?");

    private TreePath() {}

    static void require(String path) {
        if (path.isEmpty() || path.length() > MAXIMUM_LENGTH || path.startsWith("/") || path.endsWith("/")) {
            throw refused(path);
        }
        for (String name : path.split("/", -1)) {
            requireName(name, path);
        }
    }

    private static void requireName(String name, String path) {
        boolean windowsCannot = name.endsWith(".")
                || name.endsWith(" ")
                || WINDOWS_DEVICE.matcher(name.toLowerCase(Locale.ROOT)).matches();
        if (name.isEmpty() || name.length() > 255 || FORBIDDEN.matcher(name).find() || windowsCannot) {
            throw refused(path);
        }
    }

    /**
     * Accepts a link only if it steps up first, within the tree, and then down.
     *
     * <p>A step up after a step down could start behind another link, and so leave the tree although the text does not look
     * like it.
     */
    static void requireLinkInside(String path, String target) {
        if (target.isEmpty()
                || target.length() > MAXIMUM_LENGTH
                || target.startsWith("/")
                || FORBIDDEN.matcher(target).find()) {
            throw refusedLink(path, target);
        }
        long depth = path.chars().filter(c -> c == '/').count();
        boolean descending = false;
        for (String name : target.split("/")) {
            if (name.equals("..")) {
                depth--;
                if (descending || depth < 0) {
                    throw refusedLink(path, target);
                }
            } else if (!name.equals(".")) {
                requireName(name, target);
                descending = true;
            }
        }
    }

    /** The path as a file system sees it that takes upper and lower case, or composed and decomposed letters, as one. */
    static String folded(String path) {
        return Normalizer.normalize(path, Normalizer.Form.NFC)
                .toUpperCase(Locale.ROOT)
                .toLowerCase(Locale.ROOT);
    }

    private static IllegalArgumentException refused(String path) {
        return new IllegalArgumentException("the path \"" + path
                + "\" cannot be used: it must be relative, with /, and possible on Linux and on Windows");
    }

    private static IllegalArgumentException refusedLink(String path, String target) {
        return new IllegalArgumentException("the link \"" + path + "\" leads out of its tree, to \"" + target + "\"");
    }
}
