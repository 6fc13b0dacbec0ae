package dev.lockstep.core.release;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.JsonMembers;
import dev.lockstep.core.release.ModuleRelease.Bundle;
import dev.lockstep.core.release.ModuleRelease.Clause;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.version.Version;
import dev.lockstep.core.version.VersionRange;
import java.util.List;

/** The members of a module's document. */
final class ModuleForm {
    private ModuleForm() {}

    static ModuleRelease read(JsonMembers module) {
        return new ModuleRelease(
                module.text("name"),
                module.parsed("version", Version::parse),
                module.text("title"),
                module.text("description"),
                module.text("publisher"),
                module.texts("components"),
                module.parsed("platform", VersionRange::parse),
                module.objects("bundles", ModuleForm::bundle));
    }

    private static Bundle bundle(JsonMembers bundle) {
        return new Bundle(
                bundle.text("symbolicName"),
                bundle.text("version"),
                Blob.read(bundle),
                (int) bundle.number("startLevel", Integer.MIN_VALUE, Integer.MAX_VALUE),
                bundle.objects("capabilities", ModuleForm::clause),
                bundle.objects("requirements", ModuleForm::clause));
    }

    private static Clause clause(JsonMembers clause) {
        return new Clause(
                clause.text("namespace"),
                clause.map("attributes", JsonMembers::text),
                clause.map("directives", JsonMembers::text));
    }

    static void write(ModuleRelease module, ObjectNode document) {
        document.put("name", module.name())
                .put("version", module.version().toString())
                .put("title", module.title())
                .put("description", module.description())
                .put("publisher", module.publisher());
        module.components().forEach(document.putArray("components")::add);
        ArrayNode bundles =
                document.put("platform", module.platform().toString()).putArray("bundles");
        for (Bundle bundle : module.bundles()) {
            ObjectNode json = bundles.addObject()
                    .put("symbolicName", bundle.symbolicName())
                    .put("version", bundle.version());
            bundle.blob().write(json).put("startLevel", bundle.startLevel());
            write(bundle.capabilities(), json.putArray("capabilities"));
            write(bundle.requirements(), json.putArray("requirements"));
        }
    }

    private static void write(List<Clause> clauses, ArrayNode array) {
        for (Clause clause : clauses) {
            ObjectNode json = array.addObject().put("namespace", clause.namespace());
            clause.attributes().forEach(json.putObject("attributes")::put);
            clause.directives().forEach(json.putObject("directives")::put);
        }
    }
}
