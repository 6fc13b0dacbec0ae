package dev.lockstep.core.site;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.audit.AuditHead;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.version.Version;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
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
        status.held()
                .forEach((target, blob) -> held.putObject(target)
                        .put("sha256", blob.digest().hex())
                        .put("length", blob.length()));
        ArrayNode computers = json.putArray("computers");
        status.computers().forEach(computer -> put(computer, computers.addObject()));
        status.audit()
                .ifPresent(head -> json.putObject("audit")
                        .put("count", head.count())
                        .put("hash", head.hash().hex()));
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

    static SiteStatus read(JsonNode json) {
        if (!text(json, "_type").equals(TYPE)) {
            throw new IllegalArgumentException("it is no status file");
        }
        if (number(json, "format") != FORMAT) {
            throw new IllegalArgumentException("it has format " + number(json, "format")
                    + ", which this version of Lockstep does not know; update Lockstep first");
        }
        SortedMap<String, Blob> held = new TreeMap<>();
        member(json, "held")
                .properties()
                .forEach(each -> held.put(
                        each.getKey(),
                        new Blob(new Digest(text(each.getValue(), "sha256")), number(each.getValue(), "length"))));
        List<SiteStatus.Computer> computers = new ArrayList<>();
        member(json, "computers").forEach(each -> computers.add(computer(each)));
        return new SiteStatus(
                new SiteFingerprint(new Digest(text(json, "site"))),
                instant(json, "at"),
                optional(json, "vendor").map(StatusJson::vendor),
                optional(json, "assigned").map(JsonNode::asText).map(Version::parse),
                held,
                computers,
                optional(json, "audit")
                        .map(head -> new AuditHead(number(head, "count"), new Digest(text(head, "hash")))));
    }

    private static SiteStatus.Vendor vendor(JsonNode json) {
        SortedMap<String, Long> versions = new TreeMap<>();
        JsonNode given = member(json, "versions");
        given.properties().forEach(each -> versions.put(each.getKey(), number(given, each.getKey())));
        return new SiteStatus.Vendor(
                optional(json, "first").map(JsonNode::asText).map(Digest::new), versions, instant(json, "expires"));
    }

    private static SiteStatus.Computer computer(JsonNode json) {
        return new SiteStatus.Computer(
                text(json, "name"),
                text(json, "platform"),
                versions(member(json, "components")),
                versions(member(json, "modules")),
                json.has("checked") ? Optional.of(instant(json, "checked")) : Optional.empty(),
                optional(json, "problem").map(JsonNode::asText));
    }

    private static SortedMap<String, Version> versions(JsonNode json) {
        SortedMap<String, Version> versions = new TreeMap<>();
        json.properties()
                .forEach(each -> versions.put(
                        each.getKey(), Version.parse(each.getValue().asText())));
        return versions;
    }

    private static Optional<JsonNode> optional(JsonNode json, String name) {
        return Optional.ofNullable(json.get(name));
    }

    private static JsonNode member(JsonNode json, String name) {
        return optional(json, name).orElseThrow(() -> new IllegalArgumentException("\"" + name + "\" is missing"));
    }

    private static String text(JsonNode json, String name) {
        JsonNode value = member(json, name);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("\"" + name + "\" is no text");
        }
        return value.textValue();
    }

    private static long number(JsonNode json, String name) {
        JsonNode value = member(json, name);
        if (!value.isIntegralNumber() || !value.canConvertToLong()) {
            throw new IllegalArgumentException("\"" + name + "\" is no whole number");
        }
        return value.longValue();
    }

    private static Instant instant(JsonNode json, String name) {
        try {
            return Instant.parse(text(json, name));
        } catch (DateTimeParseException e) {
            throw new IllegalArgumentException("\"" + name + "\" is no time", e);
        }
    }
}
