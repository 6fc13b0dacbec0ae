package dev.lockstep.core.release;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.JsonMembers;
import dev.lockstep.core.release.Release.ComponentRelease;
import dev.lockstep.core.release.Release.PlatformTree;
import dev.lockstep.core.release.Release.Warning;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.version.Version;
import dev.lockstep.core.version.VersionRange;

/** The members of a release's document. */
final class ReleaseForm {
    private ReleaseForm() {}

    static Release read(JsonMembers release) {
        return new Release(
                release.parsed("version", Version::parse),
                release.text("channel"),
                release.number("counter"),
                release.instant("released"),
                release.objects("components", ReleaseForm::component),
                release.texts("floors", Version::parse),
                release.objects("warnings", warning -> new Warning(warning.text("message"), warning.text("help"))),
                release.parsed("compatible", VersionRange::parse));
    }

    private static ComponentRelease component(JsonMembers component) {
        return new ComponentRelease(component.text("name"), component.objects("trees", ReleaseForm::tree));
    }

    private static PlatformTree tree(JsonMembers tree) {
        return new PlatformTree(
                tree.parsed("platform", Platform::new), Blob.read(tree), tree.number("files"), tree.number("bytes"));
    }

    static void write(Release release, ObjectNode document) {
        document.put("version", release.version().toString())
                .put("channel", release.channel())
                .put("counter", release.counter())
                .put("released", release.released().toString())
                .put("compatible", release.compatible().toString());
        ArrayNode floors = document.putArray("floors");
        release.floors().forEach(floor -> floors.add(floor.toString()));
        ArrayNode warnings = document.putArray("warnings");
        release.warnings()
                .forEach(warning ->
                        warnings.addObject().put("message", warning.message()).put("help", warning.help()));
        ArrayNode components = document.putArray("components");
        for (ComponentRelease component : release.components()) {
            ArrayNode trees =
                    components.addObject().put("name", component.name()).putArray("trees");
            for (PlatformTree tree : component.trees()) {
                tree.tree()
                        .write(trees.addObject().put("platform", tree.platform().name()))
                        .put("files", tree.files())
                        .put("bytes", tree.bytes());
            }
        }
    }
}
