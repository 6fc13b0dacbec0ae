package dev.lockstep.core.site;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.JsonMembers;
import dev.lockstep.core.json.PrettyJson;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.tuf.model.TargetFile;
import dev.lockstep.core.version.Version;
import java.util.Optional;
import java.util.Set;
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
                .ifPresent(release -> release.description()
                        .write(json.putObject("release")
                                .put("version", release.version().toString())));
        json.put("modulesKnown", assignment.modulesKnown());
        ArrayNode modules = json.putArray("modules");
        for (SiteAssignment.AssignedModule module : assignment.modules()) {
            module.description()
                    .write(modules.addObject()
                            .put("name", module.name())
                            .put("version", module.version().toString()));
        }
        assignment.dropped().ifPresent(names -> {
            ArrayNode dropped = json.putArray("dropped");
            new TreeSet<>(names).forEach(dropped::add);
        });
        return PrettyJson.encode(json);
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
    static Optional<Audience> audience(TargetFile target) {
        Optional<JsonMembers> said =
                target.lockstep().filter(members -> members.has("for")).map(members -> members.members("for"));
        Optional<Audience> audience = Audience.ofTarget(
                target.path(), said.map(AssignmentJson::members).orElseGet(TreeSet::new));
        if (audience.isPresent() && !audience.equals(said.map(AssignmentJson::readAudience))) {
            throw new IllegalArgumentException(target.path() + " says that it is for somebody else");
        }
        return audience;
    }

    /**
     * Reads a target file.
     *
     * @throws IllegalArgumentException if it is not one
     */
    static SiteAssignment read(byte[] file) {
        JsonMembers json = JsonMembers.parse(file);
        if (json.number("format") != FORMAT) {
            throw new IllegalArgumentException("an assignment of a format that this version does not know");
        }
        return new SiteAssignment(
                readAudience(json.members("for")),
                json.number("counter", 0, Long.MAX_VALUE),
                json.optional("release", JsonMembers::members)
                        .map(release -> new SiteAssignment.AssignedRelease(
                                release.parsed("version", Version::parse), Blob.read(release))),
                json.objects(
                        "modules",
                        module -> new SiteAssignment.AssignedModule(
                                module.text("name"), module.parsed("version", Version::parse), Blob.read(module))),
                json.flag("modulesKnown"),
                json.optional("dropped", JsonMembers::texts).map(Set::copyOf));
    }

    static Audience readAudience(JsonMembers json) {
        if (json.has("group")) {
            return new Audience.Group(json.text("group"), members(json));
        }
        if (json.has("computer")) {
            return new Audience.Computer(json.text("computer"));
        }
        if (json.has("everybody") && json.flag("everybody")) {
            return new Audience.Everybody();
        }
        throw new IllegalArgumentException("an assignment does not say for whom it is");
    }

    private static SortedSet<String> members(JsonMembers json) {
        SortedSet<String> members = new TreeSet<>();
        if (json.has("members")) {
            for (String member : json.texts("members")) {
                if (!members.add(member)) {
                    throw json.wrong("members", "has a computer twice");
                }
            }
        }
        return members;
    }
}
