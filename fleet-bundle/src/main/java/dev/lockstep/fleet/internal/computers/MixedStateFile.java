package dev.lockstep.fleet.internal.computers;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.node.SiteVersions.Ended;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The mixed states on disk, {@code fleet/mixed.json}: a server that restarts in the middle of an update goes on measuring. */
final class MixedStateFile {
    private static final Logger LOG = LoggerFactory.getLogger(MixedStateFile.class);
    private static final int LIMIT = 4 << 20;

    private final JsonMapper json = new JsonMapper();
    private final Path file;

    MixedStateFile(Path folder) {
        this.file = folder.resolve("mixed.json");
    }

    /** What was saved last; none if there is nothing that can be read, for a measurement is not worth a start that fails. */
    MixedState load() {
        try {
            Optional<byte[]> saved = DurableFiles.read(file, LIMIT);
            return saved.isPresent() ? read(json.readTree(saved.get())) : MixedState.NONE;
        } catch (IOException | DateTimeException | IllegalArgumentException e) {
            LOG.warn("The mixed states in {} cannot be used and are forgotten: {}", file, e.toString());
            return MixedState.NONE;
        }
    }

    void save(MixedState mixture) throws IOException {
        DurableFiles.write(file, write(mixture));
    }

    private byte[] write(MixedState mixture) throws JsonProcessingException {
        ObjectNode root = json.createObjectNode();
        mixture.begun().ifPresent(begun -> {
            root.put("since", begun.since().toString());
            put(root, begun.versions());
        });
        ArrayNode ended = root.putArray("ended");
        for (Ended over : mixture.ended()) {
            ObjectNode one = ended.addObject()
                    .put("since", over.since().toString())
                    .put("until", over.until().toString())
                    .put("overdue", over.overdue());
            put(one, over.versions());
            over.away().forEach(one.putArray("away")::add);
        }
        return json.writeValueAsBytes(root);
    }

    private static void put(ObjectNode object, SortedSet<Version> versions) {
        versions.forEach(version -> object.withArray("versions").add(version.toString()));
    }

    private static MixedState read(JsonNode root) {
        List<Ended> ended = new ArrayList<>();
        for (JsonNode one : root.path("ended")) {
            List<String> away = new ArrayList<>();
            one.path("away").forEach(name -> away.add(name.asText()));
            ended.add(new Ended(
                    instant(one, "since"),
                    instant(one, "until"),
                    versions(one),
                    one.path("overdue").asBoolean(),
                    away));
        }
        return new MixedState(
                root.has("since")
                        ? Optional.of(new MixedState.Begun(instant(root, "since"), versions(root)))
                        : Optional.empty(),
                ended);
    }

    private static Instant instant(JsonNode object, String member) {
        return Instant.parse(object.path(member).asText());
    }

    private static SortedSet<Version> versions(JsonNode object) {
        SortedSet<Version> versions = new TreeSet<>();
        object.path("versions").forEach(version -> versions.add(Version.parse(version.asText())));
        return versions;
    }
}
