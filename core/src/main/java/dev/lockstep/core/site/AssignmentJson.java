package dev.lockstep.core.site;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.PrettyJson;
import dev.lockstep.core.json.StrictJson;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.version.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Assignments as JSON: the target files, and what the signed metadata says of them. Unknown members are ignored, so that a newer
 * server can say more.
 */
public final class AssignmentJson {
    private static final int FORMAT = 1;

    private AssignmentJson() {}

    public static byte[] write(SiteAssignment assignment) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("format", FORMAT);
        json.set("for", audience(assignment.audience()));
        json.put("counter", assignment.counter());
        assignment
                .release()
                .ifPresent(release -> describe(
                        json.putObject("release")
                                .put("version", release.version().toString()),
                        release.description()));
        json.put("modulesKnown", assignment.modulesKnown());
        ArrayNode modules = json.putArray("modules");
        for (SiteAssignment.AssignedModule module : assignment.modules()) {
            describe(
                    modules.addObject()
                            .put("name", module.name())
                            .put("version", module.version().toString()),
                    module.description());
        }
        return PrettyJson.encode(json);
    }

    private static void describe(ObjectNode json, Blob blob) {
        json.put("length", blob.length()).put("sha256", blob.digest().hex());
    }

    /** What the metadata says of the target of an assignment, so that a computer finds its own without reading all. */
    public static JsonNode custom(Audience audience) {
        ObjectNode custom = JsonNodeFactory.instance.objectNode();
        custom.putObject("lockstep").put("kind", "assignment").set("for", audience(audience));
        return custom;
    }

    static ObjectNode audience(Audience audience) {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        if (audience instanceof Audience.Group group) {
            ArrayNode members = json.put("group", group.name()).putArray("members");
            group.members().forEach(members::add);
        } else if (audience instanceof Audience.Computer computer) {
            json.put("computer", computer.id());
        } else {
            json.put("everybody", true);
        }
        return json;
    }

    /**
     * Reads the audience of a target from its path and what the metadata says of it.
     *
     * @throws IllegalArgumentException if the two contradict each other
     */
    static Optional<Audience> audience(String targetName, JsonNode custom) {
        JsonNode said = custom.path("lockstep").path("for");
        Optional<Audience> audience = Audience.ofTarget(targetName, members(said));
        if (audience.isPresent() && !audience.get().equals(readAudience(said))) {
            throw new IllegalArgumentException(targetName + " says that it is for somebody else");
        }
        return audience;
    }

    /**
     * Reads a target file.
     *
     * @throws IllegalArgumentException if it is not one
     */
    static SiteAssignment read(byte[] file) {
        JsonNode json = StrictJson.parse(file);
        if (json.path("format").asInt(-1) != FORMAT) {
            throw new IllegalArgumentException("an assignment of a format that this version does not know");
        }
        List<SiteAssignment.AssignedModule> modules = new ArrayList<>();
        for (JsonNode module : required(json, "modules")) {
            modules.add(new SiteAssignment.AssignedModule(
                    text(module, "name"), Version.parse(text(module, "version")), blob(module)));
        }
        Optional<SiteAssignment.AssignedRelease> release = json.has("release")
                ? Optional.of(new SiteAssignment.AssignedRelease(
                        Version.parse(text(json.get("release"), "version")), blob(json.get("release"))))
                : Optional.empty();
        return new SiteAssignment(
                readAudience(required(json, "for")),
                integer(json, "counter"),
                release,
                modules,
                required(json, "modulesKnown").asBoolean(false));
    }

    static Audience readAudience(JsonNode json) {
        if (json.has("group")) {
            return new Audience.Group(text(json, "group"), members(json));
        }
        if (json.has("computer")) {
            return new Audience.Computer(text(json, "computer"));
        }
        if (json.path("everybody").asBoolean(false)) {
            return new Audience.Everybody();
        }
        throw new IllegalArgumentException("an assignment does not say for whom it is");
    }

    private static SortedSet<String> members(JsonNode json) {
        SortedSet<String> members = new TreeSet<>();
        for (JsonNode member : json.path("members")) {
            if (!member.isTextual() || !members.add(member.textValue())) {
                throw new IllegalArgumentException("a group has a member that is no name, or has it twice");
            }
        }
        return members;
    }

    private static Blob blob(JsonNode json) {
        return new Blob(new Digest(text(json, "sha256")), integer(json, "length"));
    }

    static String text(JsonNode json, String member) {
        JsonNode value = required(json, member);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("\"" + member + "\" of what the site says is not a text");
        }
        return value.textValue();
    }

    static long integer(JsonNode json, String member) {
        JsonNode value = required(json, member);
        if (!value.isIntegralNumber() || !value.canConvertToLong() || value.longValue() < 0) {
            throw new IllegalArgumentException("\"" + member + "\" of what the site says is not a number from 0 on");
        }
        return value.longValue();
    }

    static JsonNode required(JsonNode json, String member) {
        JsonNode value = json.get(member);
        if (value == null) {
            throw new IllegalArgumentException("\"" + member + "\" is missing in what the site says");
        }
        return value;
    }
}
