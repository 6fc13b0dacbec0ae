package dev.lockstep.core.release;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lockstep.core.release.Release.ComponentRelease;
import dev.lockstep.core.release.Release.PlatformTree;
import dev.lockstep.core.release.Release.Warning;
import dev.lockstep.core.version.Version;
import dev.lockstep.core.version.VersionRange;
import java.io.IOException;
import java.time.Instant;

/** The members of a release's document. */
final class ReleaseForm {
    private ReleaseForm() {}

    static Release read(JsonMembers release) {
        return JsonMembers.placed(
                "release",
                () -> new Release(
                        release.parsed("version", Version::parse),
                        release.text("channel"),
                        release.whole("counter"),
                        release.parsed("released", Instant::parse),
                        release.objects("components", ReleaseForm::component),
                        release.texts("floors", Version::parse),
                        release.objects(
                                "warnings", warning -> new Warning(warning.text("message"), warning.text("help"))),
                        release.parsed("compatible", VersionRange::parse)));
    }

    private static ComponentRelease component(JsonMembers component) {
        return new ComponentRelease(component.text("name"), component.objects("trees", ReleaseForm::tree));
    }

    private static PlatformTree tree(JsonMembers tree) {
        return new PlatformTree(
                tree.parsed("platform", Platform::new), tree.blob(), tree.whole("files"), tree.whole("bytes"));
    }

    static void write(Release release, JsonGenerator out) throws IOException {
        out.writeStringField("version", release.version().toString());
        out.writeStringField("channel", release.channel());
        out.writeNumberField("counter", release.counter());
        out.writeStringField("released", release.released().toString());
        out.writeStringField("compatible", release.compatible().toString());
        out.writeArrayFieldStart("floors");
        for (Version floor : release.floors()) {
            out.writeString(floor.toString());
        }
        out.writeEndArray();
        out.writeArrayFieldStart("warnings");
        for (Warning warning : release.warnings()) {
            out.writeStartObject();
            out.writeStringField("message", warning.message());
            out.writeStringField("help", warning.help());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeArrayFieldStart("components");
        for (ComponentRelease component : release.components()) {
            write(component, out);
        }
        out.writeEndArray();
    }

    private static void write(ComponentRelease component, JsonGenerator out) throws IOException {
        out.writeStartObject();
        out.writeStringField("name", component.name());
        out.writeArrayFieldStart("trees");
        for (PlatformTree tree : component.trees()) {
            out.writeStartObject();
            out.writeStringField("platform", tree.platform().name());
            JsonMembers.write(tree.tree(), out);
            out.writeNumberField("files", tree.files());
            out.writeNumberField("bytes", tree.bytes());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }
}
