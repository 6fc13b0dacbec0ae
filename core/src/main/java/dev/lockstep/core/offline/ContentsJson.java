package dev.lockstep.core.offline;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.CanonicalJson;
import dev.lockstep.core.json.JsonMembers;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.version.Version;
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
        contents.files().forEach((path, blob) -> blob.write(files.putObject(path)));
        ObjectNode payloads = json.putObject("payloads");
        contents.payloads().forEach((digest, length) -> payloads.put(digest.hex(), length));
        return CanonicalJson.encode(json);
    }

    static BundleContents read(byte[] bytes) {
        JsonMembers json = JsonMembers.parse(bytes);
        long format = json.number("format");
        if (format != FORMAT) {
            throw new NewerFormatException(format);
        }
        SortedMap<Digest, Long> payloads = new TreeMap<>();
        json.map("payloads", JsonMembers::number).forEach((hash, length) -> payloads.put(new Digest(hash), length));
        return new BundleContents(
                json.parsed("vendor", Digest::new),
                json.instant("created"),
                since(json),
                json.flag("passedOn"),
                json.texts("releases", Version::parse),
                json.objects(
                        "modules",
                        module -> new BundleContents.Module(
                                module.text("name"), module.parsed("version", Version::parse))),
                new TreeMap<>(json.map("files", (files, path) -> Blob.read(files.members(path)))),
                payloads);
    }

    private static Optional<BundleContents.Base> since(JsonMembers json) {
        boolean difference = switch (json.text("kind")) {
            case "difference" -> true;
            case "complete" -> false;
            default -> throw new IllegalArgumentException("it is neither complete nor a difference");
        };
        if (difference != json.has("since")) {
            throw new IllegalArgumentException("it does not say what it builds on, or builds on something");
        }
        return json.optional("since", JsonMembers::members)
                .map(since -> new BundleContents.Base(since.parsed("site", Digest::new), since.instant("at")));
    }
}
