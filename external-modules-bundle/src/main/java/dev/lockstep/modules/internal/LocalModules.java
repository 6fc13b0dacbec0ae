package dev.lockstep.modules.internal;

import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.files.SetAside;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.release.ReleaseJson;
import dev.lockstep.core.store.ContentStore;
import dev.lockstep.core.version.Version;
import dev.lockstep.module.ModuleReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The local module area: modules that came from files of this computer, not from the vendor. Whether they are approved, the
 * signed metadata of the site says.
 *
 * <pre>
 * local/&lt;name&gt;/&lt;version&gt;.json       what it is; its bundle is in the store
 * </pre>
 */
final class LocalModules {
    private static final Logger LOG = LoggerFactory.getLogger(LocalModules.class);
    private static final int LIMIT = 16 << 20;

    private final Path folder;
    private final ContentStore store;
    private final ModuleReader reader = new ModuleReader();

    LocalModules(Path folder, ContentStore store) {
        this.folder = folder;
        this.store = store;
    }

    /** Takes a bundle in; the same bytes again change nothing. */
    ModuleRelease submit(Path file, boolean simulate) throws IOException {
        ModuleRelease module = reader.readBundle(file, ModuleReader.Particulars.NONE);
        for (ModuleRelease before : all()) {
            boolean same = ModuleList.key(before).equals(ModuleList.key(module));
            if (same && !ModuleContents.of(before).equals(ModuleContents.of(module))) {
                throw ProblemException.of(ProblemCode.MODULE_CONFLICT, Map.of("module", ModuleList.key(module)));
            }
            if (same) {
                return before;
            }
        }
        if (simulate) {
            return module;
        }
        // The file may be written to while it is read: what counts is what came into the store.
        if (!store.add(file).equals(module.bundles().get(0).blob())) {
            throw ProblemException.of(
                    ProblemCode.MODULE_MALFORMED,
                    Map.of("file", String.valueOf(file.getFileName()), "reason", Sentence.of("module.file-changed")));
        }
        DurableFiles.write(description(module.name(), module.version()), ReleaseJson.write(module));
        return module;
    }

    List<ModuleRelease> all() throws IOException {
        List<ModuleRelease> all = new ArrayList<>();
        if (Files.isDirectory(folder)) {
            try (Stream<Path> files = Files.walk(folder, 2)) {
                for (Path file : files.filter(path -> path.toString().endsWith(".json"))
                        .sorted()
                        .toList()) {
                    read(file).ifPresent(all::add);
                }
            }
        }
        return all;
    }

    /** One file that is damaged holds up no other module. */
    private static Optional<ModuleRelease> read(Path file) {
        try {
            return DurableFiles.read(file, LIMIT).map(ReleaseJson::readModule);
        } catch (IOException e) {
            LOG.error("{} cannot be read; the module has to be submitted again", file, e);
            return Optional.empty();
        } catch (IllegalArgumentException e) {
            LOG.error("{} is damaged, and is set aside; the module has to be submitted again", file, e);
            setAside(file);
            return Optional.empty();
        }
    }

    /** The status names it until somebody has looked. */
    private static void setAside(Path file) {
        try {
            SetAside.move(file);
        } catch (IOException e) {
            LOG.warn("{} cannot be set aside", file, e);
        }
    }

    private Path description(String name, Version version) {
        return folder.resolve(name).resolve(version + ".json");
    }
}
