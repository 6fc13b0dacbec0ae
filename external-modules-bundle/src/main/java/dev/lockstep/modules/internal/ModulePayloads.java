package dev.lockstep.modules.internal;

import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.node.Upstream;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.ContentStore;
import dev.lockstep.core.store.ContentStore.Finding;
import dev.lockstep.core.transfer.PayloadTransfer;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.module.ModuleReader;
import dev.lockstep.module.PlatformPackages;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** The bundles of modules in this computer's store: fetched from its source, and read to see that they are what they should be. */
final class ModulePayloads {
    private final ContentStore store;
    private final Upstream upstream;
    private final PayloadTransfer transfer;
    private final ModuleReader reader = new ModuleReader();

    ModulePayloads(ContentStore store, Upstream upstream) {
        this.store = store;
        this.upstream = upstream;
        this.transfer = new PayloadTransfer(store, upstream.rateLimit());
    }

    boolean has(ModuleRelease module) {
        return module.bundles().stream().map(ModuleRelease.Bundle::blob).allMatch(this::has);
    }

    boolean has(Blob file) {
        return store.find(file).isPresent();
    }

    void bring(ModuleRelease module, Progress progress) {
        List<Blob> missing = missing(module);
        if (!missing.isEmpty()) {
            fetch(missing, progress);
        }
        for (ModuleRelease.Bundle bundle : module.bundles()) {
            check(module, bundle);
        }
    }

    /** What is here is counted on from now on. */
    private List<Blob> missing(ModuleRelease module) {
        List<Blob> missing = new ArrayList<>();
        try {
            for (ModuleRelease.Bundle bundle : module.bundles()) {
                // A bundle is installed once and read often: this is the moment to find it damaged.
                if (store.inspect(bundle.blob().digest(), ContentStore.Pace.FULL) != Finding.SOUND
                        || !store.renew(bundle.blob())) {
                    missing.add(bundle.blob());
                }
            }
        } catch (IOException e) {
            throw DiskProblems.reading(store.folder(), e);
        }
        return missing;
    }

    private void fetch(List<Blob> missing, Progress progress) {
        try {
            transfer.fetch(upstream.transport(), missing, progress);
        } catch (IOException e) {
            throw DiskProblems.local(store.folder(), e);
        }
    }

    /** The bundle's own manifest counts, not the description. */
    private void check(ModuleRelease module, ModuleRelease.Bundle bundle) {
        Path file = store.find(bundle.blob())
                .orElseThrow(() -> ProblemException.of(
                        ProblemCode.PAYLOAD_MISSING,
                        Map.of("address", store.folder().toString(), "file", bundle.symbolicName())));
        try {
            ModuleRelease.Bundle read = reader.bundle(file, bundle.startLevel());
            boolean same = read.symbolicName().equals(bundle.symbolicName())
                    && read.version().equals(bundle.version());
            if (!same) {
                throw malformed(
                        module,
                        Sentence.of("module.other-name", Map.of("bundle", read.symbolicName() + " " + read.version())));
            }
            PlatformPackages.objection(read).ifPresent(reason -> {
                throw malformed(module, reason);
            });
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(ProblemCode.NOT_READABLE, Map.of("file", file.toString(), "reason", Sentence.said(e))),
                    e);
        }
    }

    private static ProblemException malformed(ModuleRelease module, Sentence reason) {
        return ProblemException.of(
                ProblemCode.MODULE_MALFORMED, Map.of("file", ModuleList.key(module), "reason", reason));
    }
}
