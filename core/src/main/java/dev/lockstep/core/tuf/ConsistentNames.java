package dev.lockstep.core.tuf;

import dev.lockstep.core.tuf.model.Hashes;
import dev.lockstep.core.tuf.model.TargetFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/**
 * How the files of a repository with consistent snapshots are named (sections 4.1 and 6.2), in URLs and in folders.
 *
 * <p>A vendor's metadata is served below {@code <base>/metadata/vendor/}, its targets below {@code <base>/targets/}. Names
 * for URLs are percent-encoded. Target paths are input from the network: one that could leave its folder is refused.
 */
public final class ConsistentNames {
    /** Where a vendor's metadata is, below the base of its repository. */
    public static final String VENDOR_METADATA = "metadata/vendor/";

    /** Where a site's metadata is, below the base of its server. */
    public static final String SITE_METADATA = "metadata/site/";

    /** Where target files are, below the base of a repository. */
    public static final String TARGETS = "targets/";

    private static final String UNRESERVED = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~";

    private ConsistentNames() {}

    /** The name of a role's file without version, for example {@code timestamp.json}. */
    public static String metadata(String roleName) {
        return encode(roleName) + ".json";
    }

    /** The name of a role's file of one version, for example {@code 3.root.json}. */
    public static String metadata(String roleName, long version) {
        return version + "." + encode(roleName) + ".json";
    }

    /**
     * The URL reference of a target below {@value #TARGETS}, for example {@code modules/HASH.meters.jar}.
     *
     * @throws UnsafeNameException if the path could leave its folder
     */
    public static String target(TargetFile target) throws UnsafeNameException {
        return encodeSegments(targetPath(target));
    }

    /**
     * The URL reference of a target in a repository without consistent snapshots: the same without the hash.
     *
     * @throws UnsafeNameException if the path could leave its folder
     */
    public static String plainTarget(TargetFile target) throws UnsafeNameException {
        return encodeSegments(checkTargetPath(target.path()));
    }

    /** A path as a URL reference: everything but unreserved characters is percent-encoded, for every server reads that alike. */
    public static String encodeSegments(String path) {
        return Arrays.stream(path.split("/", -1)).map(ConsistentNames::encode).collect(Collectors.joining("/"));
    }

    /**
     * The file of a target in the folder that is served below {@value #TARGETS}.
     *
     * @throws UnsafeNameException if the path could leave its folder
     */
    public static Path target(Path folder, TargetFile target) throws UnsafeNameException {
        return folder.resolve(targetPath(target));
    }

    /**
     * The name of a target with its hash; segments are separated by {@code /} and not encoded.
     *
     * @throws UnsafeNameException if the path could leave its folder
     */
    public static String targetPath(TargetFile target) throws UnsafeNameException {
        String path = checkTargetPath(target.path());
        int name = path.lastIndexOf('/') + 1;
        return path.substring(0, name) + hash(target.hashes()) + "." + path.substring(name);
    }

    /**
     * Checks a target path and returns it.
     *
     * @throws UnsafeNameException if it has an empty segment, {@code .} or {@code ..}, begins with {@code /}, or has a
     *     backslash, a colon or a control character, which have a special meaning on some systems
     */
    public static String checkTargetPath(String path) throws UnsafeNameException {
        for (String segment : path.split("/", -1)) {
            if (segment.isEmpty() || segment.equals(".") || segment.equals("..")) {
                throw new UnsafeNameException(path, "it has the segment \"" + segment + "\"");
            }
        }
        if (path.chars().anyMatch(c -> c < ' ' || c == 0x7f || c == '\\' || c == ':')) {
            throw new UnsafeNameException(path, "it has a backslash, a colon or a control character");
        }
        return path;
    }

    private static String hash(Hashes hashes) {
        return hashes.sha256()
                .orElseGet(() -> hashes.values().values().iterator().next());
    }

    /** Percent-encodes all but RFC 3986's unreserved characters. */
    static String encode(String text) {
        StringBuilder encoded = new StringBuilder();
        for (byte each : text.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (each & 0xff);
            if (UNRESERVED.indexOf(c) >= 0) {
                encoded.append(c);
            } else {
                encoded.append(String.format("%%%02X", (int) c));
            }
        }
        return encoded.toString();
    }
}
