package dev.lockstep.core.offline;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.CanonicalJson;
import dev.lockstep.core.json.StrictJson;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.version.Version;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The list of a bundle as JSON; whatever is unclear in it is an {@link IllegalArgumentException}. */
final class ContentsJson {
    static final int FORMAT = 1;

    private ContentsJson() {}

    static byte[] write(BundleContents contents) {
        ObjectNode json = JsonNodeFactory.instance
                .objectNode()
                .put("format", FORMAT)
                .put("vendor", contents.vendor().hex())
                .put("created", contents.created().toString())
                .put("kind", contents.since().isPresent() ? "difference" : "complete")
                .put("passedOn", contents.passedOn());
        contents.since()
                .ifPresent(since -> json.putObject("since")
                        .put("site", since.site().hex())
                        .put("at", since.at().toString()));
        ArrayNode releases = json.putArray("releases");
        contents.releases().forEach(version -> releases.add(version.toString()));
        ArrayNode modules = json.putArray("modules");
        contents.modules()
                .forEach(module -> modules.addObject()
                        .put("name", module.name())
                        .put("version", module.version().toString()));
        ObjectNode files = json.putObject("files");
        contents.files()
                .forEach((path, blob) ->
                        files.putObject(path).put("sha256", blob.digest().hex()).put("length", blob.length()));
        ObjectNode payloads = json.putObject("payloads");
        contents.payloads().forEach((digest, length) -> payloads.put(digest.hex(), length));
        return CanonicalJson.encode(json);
    }

    static BundleContents read(byte[] bytes) {
        JsonNode json = StrictJson.parse(bytes);
        long format = length(member(json, "format"));
        if (format != FORMAT) {
            throw new NewerFormatException(format);
        }
        Optional<BundleContents.Base> since = since(json);
        SortedMap<String, Blob> files = new TreeMap<>();
        member(json, "files").properties().forEach(file -> files.put(file.getKey(), blob(file.getValue())));
        SortedMap<Digest, Long> payloads = new TreeMap<>();
        member(json, "payloads")
                .properties()
                .forEach(payload -> payloads.put(new Digest(payload.getKey()), length(payload.getValue())));
        return new BundleContents(
                new Digest(text(json, "vendor")),
                instant(json, "created"),
                since,
                flag(json, "passedOn"),
                versions(json),
                modules(json),
                files,
                payloads);
    }

    private static Optional<BundleContents.Base> since(JsonNode json) {
        boolean difference = switch (text(json, "kind")) {
            case "difference" -> true;
            case "complete" -> false;
            default -> throw new IllegalArgumentException("it is neither complete nor a difference");
        };
        if (difference != json.has("since")) {
            throw new IllegalArgumentException("it does not say what it builds on, or builds on something");
        }
        return difference
                ? Optional.of(new BundleContents.Base(
                        new Digest(text(json.get("since"), "site")), instant(json.get("since"), "at")))
                : Optional.empty();
    }

    private static List<Version> versions(JsonNode json) {
        List<Version> versions = new ArrayList<>();
        member(json, "releases").forEach(each -> versions.add(Version.parse(each.asText())));
        return versions;
    }

    private static List<BundleContents.Module> modules(JsonNode json) {
        List<BundleContents.Module> modules = new ArrayList<>();
        member(json, "modules")
                .forEach(each -> modules.add(
                        new BundleContents.Module(text(each, "name"), Version.parse(text(each, "version")))));
        return modules;
    }

    private static Blob blob(JsonNode json) {
        return new Blob(new Digest(text(json, "sha256")), length(member(json, "length")));
    }

    private static JsonNode member(JsonNode json, String name) {
        JsonNode value = json.get(name);
        if (value == null) {
            throw new IllegalArgumentException("\"" + name + "\" is missing");
        }
        return value;
    }

    private static String text(JsonNode json, String name) {
        JsonNode value = member(json, name);
        if (!value.isTextual()) {
            throw new IllegalArgumentException("\"" + name + "\" is no text");
        }
        return value.textValue();
    }

    private static boolean flag(JsonNode json, String name) {
        JsonNode value = member(json, name);
        if (!value.isBoolean()) {
            throw new IllegalArgumentException("\"" + name + "\" is neither true nor false");
        }
        return value.booleanValue();
    }

    private static long length(JsonNode value) {
        if (!value.canConvertToLong() || !value.isIntegralNumber()) {
            throw new IllegalArgumentException("a length is no whole number");
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
