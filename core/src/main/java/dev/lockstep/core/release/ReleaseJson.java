package dev.lockstep.core.release;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.JsonFormatException;
import dev.lockstep.core.json.JsonMembers;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.function.Consumer;
import java.util.function.Function;

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
        return read("release", json, MAXIMUM_RELEASE_LENGTH, ReleaseForm::read);
    }

    /** Reads a file tree. */
    public static Tree readTree(byte[] json) {
        return read("tree", json, MAXIMUM_TREE_LENGTH, TreeForm::read);
    }

    /** Reads a module. */
    public static ModuleRelease readModule(byte[] json) {
        return read("module", json, MAXIMUM_MODULE_LENGTH, ModuleForm::read);
    }

    /** Writes a release. */
    public static byte[] write(Release release) {
        return write(document -> ReleaseForm.write(release, document));
    }

    /** Writes a file tree. */
    public static byte[] write(Tree tree) {
        return write(document -> TreeForm.write(tree, document));
    }

    /** Writes a module. */
    public static byte[] write(ModuleRelease module) {
        return write(document -> ModuleForm.write(module, document));
    }

    private static <T> T read(String what, byte[] json, int limit, Function<JsonMembers, T> reader) {
        if (json.length > limit) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "the %s is %d bytes long, and at most %d are allowed", what, json.length, limit));
        }
        JsonMembers document;
        try {
            document = JsonMembers.parse(json).at(what);
        } catch (JsonFormatException e) {
            throw new IllegalArgumentException("the " + what + " cannot be used: " + e.getMessage(), e);
        }
        long format = document.number("format");
        if (format != 1) {
            throw new IllegalArgumentException("the " + what + " has format " + format
                    + ", which this version of Lockstep does not know; update Lockstep first");
        }
        return document.read(reader);
    }

    private static byte[] write(Consumer<ObjectNode> members) {
        ObjectNode document = JsonNodeFactory.instance.objectNode().put("format", 1);
        members.accept(document);
        return document.toString().getBytes(StandardCharsets.UTF_8);
    }
}
