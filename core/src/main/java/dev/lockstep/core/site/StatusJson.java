package dev.lockstep.core.site;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.audit.AuditHead;
import dev.lockstep.core.json.JsonMembers;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.version.Version;
import java.util.Map;
import java.util.TreeMap;

/** A status as the JSON that is signed. What it cannot read is an {@link IllegalArgumentException}. */
final class StatusJson {
    private static final String TYPE = "lockstep-status";
    private static final int FORMAT = 1;

    private StatusJson() {}

    static ObjectNode write(SiteStatus status) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("_type", TYPE)
                .put("format", FORMAT)
                .put("site", status.site().digest().hex())
                .put("at", status.at().toString());
        status.vendor().ifPresent(vendor -> {
            ObjectNode known =
                    json.putObject("vendor").put("expires", vendor.expires().toString());
            vendor.first().ifPresent(first -> known.put("first", first.hex()));
            ObjectNode versions = known.putObject("versions");
            vendor.versions().forEach(versions::put);
        });
        status.assigned().ifPresent(version -> json.put("assigned", version.toString()));
        ObjectNode held = json.putObject("held");
        status.held().forEach((target, blob) -> blob.write(held.putObject(target)));
        ArrayNode computers = json.putArray("computers");
        status.computers().forEach(computer -> put(computer, computers.addObject()));
        status.audit().ifPresent(head -> head.write(json.putObject("audit")));
        return json;
    }

    private static void put(SiteStatus.Computer computer, ObjectNode json) {
        json.put("name", computer.name()).put("platform", computer.platform());
        computer.checked().ifPresent(at -> json.put("checked", at.toString()));
        computer.problem().ifPresent(code -> json.put("problem", code));
        put(computer.components(), json.putObject("components"));
        put(computer.modules(), json.putObject("modules"));
    }

    private static void put(Map<String, Version> versions, ObjectNode json) {
        versions.forEach((name, version) -> json.put(name, version.toString()));
    }

    static SiteStatus read(JsonMembers json) {
        if (!json.text("_type").equals(TYPE)) {
            throw new IllegalArgumentException("it is no status file");
        }
        if (json.number("format") != FORMAT) {
            throw new IllegalArgumentException("it has format " + json.number("format")
                    + ", which this version of Lockstep does not know; update Lockstep first");
        }
        return new SiteStatus(
                json.parsed("site", hex -> new SiteFingerprint(new Digest(hex))),
                json.instant("at"),
                json.optional("vendor", JsonMembers::members).map(StatusJson::vendor),
                json.optional("assigned", StatusJson::version),
                new TreeMap<>(json.map("held", (held, target) -> Blob.read(held.members(target)))),
                json.objects("computers", StatusJson::computer),
                json.optional("audit", JsonMembers::members).map(AuditHead::read));
    }

    private static SiteStatus.Vendor vendor(JsonMembers json) {
        return new SiteStatus.Vendor(
                json.optional("first", (members, name) -> members.parsed(name, Digest::new)),
                new TreeMap<>(json.map("versions", JsonMembers::number)),
                json.instant("expires"));
    }

    private static SiteStatus.Computer computer(JsonMembers json) {
        return new SiteStatus.Computer(
                json.text("name"),
                json.text("platform"),
                new TreeMap<>(json.map("components", StatusJson::version)),
                new TreeMap<>(json.map("modules", StatusJson::version)),
                json.optional("checked", JsonMembers::instant),
                json.optional("problem", JsonMembers::text));
    }

    private static Version version(JsonMembers json, String name) {
        return json.parsed(name, Version::parse);
    }
}
