package dev.lockstep.core.release;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.lockstep.core.release.ModuleRelease.Bundle;
import dev.lockstep.core.release.ModuleRelease.Clause;
import dev.lockstep.core.version.Version;
import dev.lockstep.core.version.VersionRange;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.function.Function;

/** The members of a module's document. */
final class ModuleForm {
    private ModuleForm() {}

    static ModuleRelease read(JsonMembers module) {
        return JsonMembers.placed(
                "module",
                () -> new ModuleRelease(
                        module.text("name"),
                        module.parsed("version", Version::parse),
                        module.text("title"),
                        module.text("description"),
                        module.text("publisher"),
                        module.texts("components", Function.identity()),
                        module.parsed("platform", VersionRange::parse),
                        module.objects("bundles", ModuleForm::bundle)));
    }

    private static Bundle bundle(JsonMembers bundle) {
        return new Bundle(
                bundle.text("symbolicName"),
                bundle.text("version"),
                bundle.blob(),
                bundle.small("startLevel"),
                bundle.objects("capabilities", ModuleForm::clause),
                bundle.objects("requirements", ModuleForm::clause));
    }

    private static Clause clause(JsonMembers clause) {
        return new Clause(clause.text("namespace"), clause.textMap("attributes"), clause.textMap("directives"));
    }

    static void write(ModuleRelease module, JsonGenerator out) throws IOException {
        out.writeStringField("name", module.name());
        out.writeStringField("version", module.version().toString());
        out.writeStringField("title", module.title());
        out.writeStringField("description", module.description());
        out.writeStringField("publisher", module.publisher());
        out.writeArrayFieldStart("components");
        for (String component : module.components()) {
            out.writeString(component);
        }
        out.writeEndArray();
        out.writeStringField("platform", module.platform().toString());
        out.writeArrayFieldStart("bundles");
        for (Bundle bundle : module.bundles()) {
            out.writeStartObject();
            out.writeStringField("symbolicName", bundle.symbolicName());
            out.writeStringField("version", bundle.version());
            JsonMembers.write(bundle.blob(), out);
            out.writeNumberField("startLevel", bundle.startLevel());
            write("capabilities", bundle.capabilities(), out);
            write("requirements", bundle.requirements(), out);
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void write(String name, List<Clause> clauses, JsonGenerator out) throws IOException {
        out.writeArrayFieldStart(name);
        for (Clause clause : clauses) {
            out.writeStartObject();
            out.writeStringField("namespace", clause.namespace());
            write("attributes", clause.attributes(), out);
            write("directives", clause.directives(), out);
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void write(String name, SortedMap<String, String> texts, JsonGenerator out) throws IOException {
        out.writeObjectFieldStart(name);
        for (Map.Entry<String, String> text : texts.entrySet()) {
            out.writeStringField(text.getKey(), text.getValue());
        }
        out.writeEndObject();
    }
}
