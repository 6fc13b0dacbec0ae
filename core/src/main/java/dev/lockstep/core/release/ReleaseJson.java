package dev.lockstep.core.release;

import java.util.Locale;

/**
 * Reads and writes what a vendor publishes as JSON in UTF-8: {@link Release}, {@link Tree} and {@link ModuleRelease}.
 *
 * <p>Reading is strict: a member that is missing, twice or of another type, anything after the end, a path or name that
 * cannot be used, and a document that is too long are refused with an {@link IllegalArgumentException} whose text says
 * where. Members that this version does not know are ignored, so that later ones can add some. Writing is deterministic:
 * the same value gives the same bytes, and so the same hash.
 */
public final class ReleaseJson {
    /** No release document is longer than this, in bytes. */
    public static final int MAXIMUM_RELEASE_LENGTH = 1 << 20;
    /** No tree document is longer than this, in bytes; it has room for about 100,000 files. */
    public static final int MAXIMUM_TREE_LENGTH = 16 << 20;
    /** No module document is longer than this, in bytes. */
    public static final int MAXIMUM_MODULE_LENGTH = 4 << 20;

    private ReleaseJson() {}

    /** Reads a release. */
    public static Release readRelease(byte[] json) {
        return ReleaseForm.read(document("release", json, MAXIMUM_RELEASE_LENGTH));
    }

    /** Reads a file tree. */
    public static Tree readTree(byte[] json) {
        return TreeForm.read(document("tree", json, MAXIMUM_TREE_LENGTH));
    }

    /** Reads a module. */
    public static ModuleRelease readModule(byte[] json) {
        return ModuleForm.read(document("module", json, MAXIMUM_MODULE_LENGTH));
    }

    /** Writes a release. */
    public static byte[] write(Release release) {
        return JsonText.write(out -> ReleaseForm.write(release, out));
    }

    /** Writes a file tree. */
    public static byte[] write(Tree tree) {
        return JsonText.write(out -> TreeForm.write(tree, out));
    }

    /** Writes a module. */
    public static byte[] write(ModuleRelease module) {
        return JsonText.write(out -> ModuleForm.write(module, out));
    }

    private static JsonMembers document(String what, byte[] json, int limit) {
        if (json.length > limit) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "the %s is %d bytes long, and at most %d are allowed", what, json.length, limit));
        }
        JsonMembers document = JsonText.read(what, json);
        long format = document.whole("format");
        if (format != 1) {
            throw new IllegalArgumentException("the " + what + " has format " + format
                    + ", which this version of Lockstep does not know; update Lockstep first");
        }
        return document;
    }
}
