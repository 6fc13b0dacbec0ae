package dev.lockstep.modules.internal;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonValue;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.StateFile;
import dev.lockstep.core.json.StateJson;
import dev.lockstep.core.json.StrictJson;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.release.ReleaseJson;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.Digest;
import dev.lockstep.modules.internal.deployment.BundleSpec;
import dev.lockstep.modules.internal.deployment.DeployedBundle;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;

/** The module list on disk, {@code modules.json}: replaced as a whole, so that a power cut leaves the old one or the new. */
final class ModuleListFile {
    private static final int LIMIT = 256 << 20;

    private final StateFile<Stored> file;

    ModuleListFile(Path file) {
        this.file = StateFile.of(file, Stored.class, LIMIT).twice().checked(Stored::list);
    }

    /** Where it stands, for messages. */
    Path folder() {
        return file.path().toAbsolutePath().getParent();
    }

    /** Reads the list; empty if there is none, or neither it nor its copy can be used. */
    Optional<ModuleList> read() {
        return file.read().map(Stored::list);
    }

    void write(ModuleList list) throws IOException {
        file.write(Stored.of(list));
    }

    /** The list as it stands in the file. */
    byte[] bytes(ModuleList list) {
        return StateJson.write(Stored.of(list));
    }

    /**
     * Reads a list that was kept elsewhere.
     *
     * @throws IOException if it is none
     */
    ModuleList parse(byte[] saved) throws IOException {
        try {
            return StateJson.read(saved, Stored.class).list();
        } catch (IllegalArgumentException e) {
            throw new IOException("it is no module list: " + e.getMessage(), e);
        }
    }

    private record Stored(
            int format,
            List<Entry> modules,
            List<Deployed> deployed,
            SortedMap<String, ModuleList.Failure> failures,
            SortedMap<String, String> contents,
            List<String> attempt) {
        private Stored {
            if (format != 1) {
                throw new IllegalArgumentException(
                        "the module list has a format that this version of Lockstep does not know");
            }
        }

        static Stored of(ModuleList list) {
            return new Stored(
                    1,
                    list.entries().stream().map(Entry::of).toList(),
                    list.deployed().stream().map(Deployed::of).toList(),
                    list.failures(),
                    list.contents(),
                    list.attempt());
        }

        ModuleList list() {
            return new ModuleList(
                    modules.stream().map(Entry::entry).toList(),
                    deployed.stream().map(Deployed::bundle).toList(),
                    failures,
                    contents,
                    attempt);
        }
    }

    private record Entry(boolean requested, ModuleRelease module) {
        @JsonCreator
        static Entry read(@JsonProperty("requested") boolean requested, @JsonProperty("module") ObjectNode module) {
            return new Entry(requested, ReleaseJson.readModule(module.toString().getBytes(StandardCharsets.UTF_8)));
        }

        static Entry of(ModuleList.Entry entry) {
            return new Entry(entry.requested(), entry.module());
        }

        ModuleList.Entry entry() {
            return new ModuleList.Entry(module, requested);
        }

        @JsonValue
        Map<String, Object> written() {
            return Map.of("requested", requested, "module", StrictJson.parse(ReleaseJson.write(module)));
        }
    }

    private record Deployed(
            String location,
            long lastModified,
            String module,
            String symbolicName,
            String version,
            Digest sha256,
            long length,
            int startLevel,
            Optional<String> host,
            List<String> packages) {
        static Deployed of(DeployedBundle bundle) {
            BundleSpec spec = bundle.spec();
            return new Deployed(
                    bundle.location(),
                    bundle.lastModified(),
                    spec.module(),
                    spec.symbolicName(),
                    spec.version(),
                    spec.blob().digest(),
                    spec.blob().length(),
                    spec.startLevel(),
                    spec.hostFilter(),
                    spec.packages());
        }

        DeployedBundle bundle() {
            return new DeployedBundle(
                    location,
                    lastModified,
                    new BundleSpec(
                            module, symbolicName, version, new Blob(sha256, length), startLevel, host, packages));
        }
    }
}
