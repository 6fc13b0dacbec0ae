package dev.lockstep.core.release;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.JsonMembers;
import dev.lockstep.core.store.Blob;

/** The members of a file tree's document. */
final class TreeForm {
    private TreeForm() {}

    static Tree read(JsonMembers tree) {
        return new Tree(tree.objects("entries", TreeForm::entry));
    }

    private static Tree.Entry entry(JsonMembers entry) {
        if (entry.has("folder")) {
            return new Tree.Folder(entry.text("folder"));
        }
        if (entry.has("link")) {
            return new Tree.Link(entry.text("link"), entry.text("target"));
        }
        return new Tree.File(entry.text("file"), Blob.read(entry), entry.flag("executable"));
    }

    static void write(Tree tree, ObjectNode document) {
        ArrayNode entries = document.putArray("entries");
        for (Tree.Entry entry : tree.entries()) {
            ObjectNode json = entries.addObject();
            if (entry instanceof Tree.Folder folder) {
                json.put("folder", folder.path());
            } else if (entry instanceof Tree.Link link) {
                json.put("link", link.path()).put("target", link.target());
            } else if (entry instanceof Tree.File file) {
                file.blob().write(json.put("file", file.path())).put("executable", file.executable());
            }
        }
    }
}
