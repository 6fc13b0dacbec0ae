package dev.lockstep.core.release;

import com.fasterxml.jackson.core.JsonGenerator;
import java.io.IOException;

/** The members of a file tree's document. */
final class TreeForm {
    private TreeForm() {}

    static Tree read(JsonMembers tree) {
        return JsonMembers.placed("tree", () -> new Tree(tree.objects("entries", TreeForm::entry)));
    }

    private static Tree.Entry entry(JsonMembers entry) {
        if (entry.has("folder")) {
            return new Tree.Folder(entry.text("folder"));
        }
        if (entry.has("link")) {
            return new Tree.Link(entry.text("link"), entry.text("target"));
        }
        return new Tree.File(entry.text("file"), entry.blob(), entry.truth("executable"));
    }

    static void write(Tree tree, JsonGenerator out) throws IOException {
        out.writeArrayFieldStart("entries");
        for (Tree.Entry entry : tree.entries()) {
            out.writeStartObject();
            if (entry instanceof Tree.Folder folder) {
                out.writeStringField("folder", folder.path());
            } else if (entry instanceof Tree.Link link) {
                out.writeStringField("link", link.path());
                out.writeStringField("target", link.target());
            } else if (entry instanceof Tree.File file) {
                out.writeStringField("file", file.path());
                JsonMembers.write(file.blob(), out);
                out.writeBooleanField("executable", file.executable());
            }
            out.writeEndObject();
        }
        out.writeEndArray();
    }
}
