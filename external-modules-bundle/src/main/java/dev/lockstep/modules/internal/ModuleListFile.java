package dev.lockstep.modules.internal;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.release.ReleaseJson;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.Digest;
import dev.lockstep.modules.internal.deployment.BundleSpec;
import dev.lockstep.modules.internal.deployment.DeployedBundle;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The module list on disk, {@code modules.json}: replaced as a whole, so that a power cut leaves the old one or the new. */
final class ModuleListFile {
    private static final Logger LOG = LoggerFactory.getLogger(ModuleListFile.class);
    private static final int LIMIT = 256 << 20;

    private final ObjectMapper json = new ObjectMapper();
    private final Path file;

    ModuleListFile(Path file) {
        this.file = file;
    }

    /** Where it stands, for messages. */
    Path folder() {
        return file.toAbsolutePath().getParent();
    }

    /**
     * Reads the list; empty if there is none, or none that can be read. That one is kept beside it as
     * {@code modules.json.damaged}.
     */
    Optional<ModuleList> read() throws IOException {
        Optional<byte[]> bytes = DurableFiles.read(file, LIMIT);
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(parse(json.readTree(bytes.get())));
        } catch (JsonProcessingException | IllegalArgumentException e) {
            Path damaged = file.resolveSibling(file.getFileName() + ".damaged");
            LOG.error("The module list {} cannot be read; it is kept as {}", file, damaged, e);
            Files.move(file, damaged, StandardCopyOption.REPLACE_EXISTING);
            return Optional.empty();
        }
    }

    void write(ModuleList list) throws IOException {
        DurableFiles.write(file, bytes(list));
    }

    /** The list as it stands in the file. */
    byte[] bytes(ModuleList list) {
        try {
            return json.writerWithDefaultPrettyPrinter().writeValueAsBytes(form(list));
        } catch (IOException e) {
            throw new UncheckedIOException("a tree can always be written", e);
        }
    }

    /**
     * Reads a list that was kept elsewhere.
     *
     * @throws IOException if it is none
     */
    ModuleList parse(byte[] saved) throws IOException {
        try {
            return parse(json.readTree(saved));
        } catch (IllegalArgumentException e) {
            throw new IOException("it is no module list: " + e.getMessage(), e);
        }
    }

    private static ModuleList parse(JsonNode document) throws IOException {
        if (document.path("format").asInt() != 1) {
            throw new IllegalArgumentException(
                    "the module list has a format that this version of Lockstep does not know");
        }
        List<ModuleList.Entry> entries = new ArrayList<>();
        for (JsonNode entry : document.path("modules")) {
            byte[] module = entry.path("module").toString().getBytes(java.nio.charset.StandardCharsets.UTF_8);
            entries.add(new ModuleList.Entry(
                    ReleaseJson.readModule(module), entry.path("requested").asBoolean()));
        }
        List<DeployedBundle> deployed = new ArrayList<>();
        document.path("deployed").forEach(bundle -> deployed.add(deployed(bundle)));
        TreeMap<String, ModuleList.Failure> failures = new TreeMap<>();
        document.path("failures")
                .properties()
                .forEach(failure -> failures.put(
                        failure.getKey(),
                        new ModuleList.Failure(
                                failure.getValue().path("count").asInt(),
                                failure.getValue().path("reason").asText())));
        TreeMap<String, String> contents = new TreeMap<>();
        document.path("contents")
                .properties()
                .forEach(known -> contents.put(known.getKey(), known.getValue().asText()));
        return new ModuleList(entries, deployed, failures, contents, texts(document.path("attempt")));
    }

    private static List<String> texts(JsonNode array) {
        List<String> texts = new ArrayList<>();
        array.forEach(text -> texts.add(text.asText()));
        return texts;
    }

    private static DeployedBundle deployed(JsonNode bundle) {
        return new DeployedBundle(
                bundle.path("location").asText(),
                bundle.path("lastModified").asLong(),
                new BundleSpec(
                        bundle.path("module").asText(),
                        bundle.path("symbolicName").asText(),
                        bundle.path("version").asText(),
                        new Blob(
                                new Digest(bundle.path("sha256").asText()),
                                bundle.path("length").asLong()),
                        bundle.path("startLevel").asInt(),
                        Optional.ofNullable(bundle.path("host").textValue()),
                        texts(bundle.path("packages"))));
    }

    private ObjectNode form(ModuleList list) throws IOException {
        ObjectNode document = json.createObjectNode().put("format", 1);
        ArrayNode modules = document.putArray("modules");
        for (ModuleList.Entry entry : list.entries()) {
            modules.addObject()
                    .put("requested", entry.requested())
                    .set("module", json.readTree(ReleaseJson.write(entry.module())));
        }
        ArrayNode deployed = document.putArray("deployed");
        list.deployed().forEach(bundle -> form(bundle, deployed.addObject()));
        ObjectNode failures = document.putObject("failures");
        list.failures()
                .forEach((key, failure) ->
                        failures.putObject(key).put("count", failure.count()).put("reason", failure.reason()));
        ObjectNode contents = document.putObject("contents");
        list.contents().forEach(contents::put);
        ArrayNode attempt = document.putArray("attempt");
        list.attempt().forEach(attempt::add);
        return document;
    }

    private static void form(DeployedBundle bundle, ObjectNode form) {
        BundleSpec spec = bundle.spec();
        form.put("location", bundle.location())
                .put("lastModified", bundle.lastModified())
                .put("module", spec.module())
                .put("symbolicName", spec.symbolicName())
                .put("version", spec.version())
                .put("sha256", spec.blob().digest().hex())
                .put("length", spec.blob().length())
                .put("startLevel", spec.startLevel());
        spec.hostFilter().ifPresent(host -> form.put("host", host));
        ArrayNode packages = form.putArray("packages");
        spec.packages().forEach(packages::add);
    }
}
