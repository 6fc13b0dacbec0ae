package dev.lockstep.distribution.internal.folder;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Keeps the {@link CompleteIndex} in a file. It is written only when all that it lists is there and verified, so the state of
 * the folder is known after a start without hashing it.
 *
 * <p>An index that cannot be read counts as empty: the folder is then filled again, and what is there is not fetched twice.
 */
public final class IndexFile {
    private static final Logger LOG = LoggerFactory.getLogger(IndexFile.class);
    private static final int MAXIMUM_LENGTH = 256 << 20;
    private static final int FORMAT = 1;
    private static final JsonMapper JSON = new JsonMapper();

    private final Path file;

    public IndexFile(Path file) {
        this.file = file;
    }

    /** The index as it was last written; empty if there is none. */
    public CompleteIndex read() {
        try {
            Optional<byte[]> json = DurableFiles.read(file, MAXIMUM_LENGTH);
            return json.isPresent() ? parse(JSON.readTree(json.get())) : CompleteIndex.EMPTY;
        } catch (IOException | IllegalArgumentException e) {
            LOG.warn("{} cannot be read; the distribution folder counts as empty until it is filled again", file, e);
            return CompleteIndex.EMPTY;
        }
    }

    /** Replaces the index. */
    public void write(CompleteIndex index) throws IOException {
        ObjectNode json = JSON.createObjectNode().put("format", FORMAT);
        ArrayNode metadata = json.putArray("metadata");
        index.metadata().forEach((name, blob) -> put(metadata.addObject().put("name", name), blob));
        ArrayNode targets = json.putArray("targets");
        index.all().forEach(target -> {
            ObjectNode each = put(targets.addObject().put("name", target.name()), target.description());
            ArrayNode payloads = each.putArray("payloads");
            target.payloads().stream()
                    .sorted((a, b) -> a.digest().compareTo(b.digest()))
                    .forEach(blob -> put(payloads.addObject(), blob));
        });
        DurableFiles.write(file, JSON.writeValueAsBytes(json));
    }

    private static ObjectNode put(ObjectNode json, Blob blob) {
        return json.put("sha256", blob.digest().hex()).put("length", blob.length());
    }

    private static CompleteIndex parse(JsonNode json) {
        if (required(json, "format").asInt() != FORMAT) {
            throw new IllegalArgumentException("its format is not " + FORMAT);
        }
        SortedMap<String, Blob> metadata = new TreeMap<>();
        required(json, "metadata")
                .forEach(each -> metadata.put(required(each, "name").asText(), blob(each)));
        SortedMap<String, CompleteTarget> targets = new TreeMap<>();
        required(json, "targets").forEach(each -> {
            Set<Blob> payloads = new HashSet<>();
            required(each, "payloads").forEach(payload -> payloads.add(blob(payload)));
            String name = required(each, "name").asText();
            targets.put(name, new CompleteTarget(name, blob(each), payloads));
        });
        return new CompleteIndex(metadata, targets);
    }

    private static Blob blob(JsonNode json) {
        return new Blob(
                new Digest(required(json, "sha256").asText()),
                required(json, "length").asLong(-1));
    }

    private static JsonNode required(JsonNode json, String member) {
        JsonNode value = json.get(member);
        if (value == null) {
            throw new IllegalArgumentException("\"" + member + "\" is missing");
        }
        return value;
    }
}
