package dev.lockstep.modules.internal;

import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.module.ModuleReader;
import dev.lockstep.core.module.PlatformPackages;
import dev.lockstep.core.node.Assignment;
import dev.lockstep.core.node.Assignment.AssignedModule;
import dev.lockstep.core.node.Assignments;
import dev.lockstep.core.node.Distribution;
import dev.lockstep.core.node.Progress;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.node.Upstream;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.ContentStore;
import dev.lockstep.core.transfer.PayloadTransfer;
import dev.lockstep.core.vendor.VendorMetadata;
import dev.lockstep.core.vendor.VendorMetadata.OfferedModule;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Modules from this computer's source, and to the computers below it. */
final class NodeSupply implements Supply {
    private static final Logger LOG = LoggerFactory.getLogger(NodeSupply.class);

    private final ContentStore store;
    private final Settings settings;
    private final Upstream upstream;
    private final Supplier<Optional<Distribution>> distribution;
    private final Supplier<Optional<Assignments>> assignments;
    private final PayloadTransfer transfer;
    private final ModuleReader reader = new ModuleReader();

    NodeSupply(
            ContentStore store,
            Settings settings,
            Upstream upstream,
            Supplier<Optional<Distribution>> distribution,
            Supplier<Optional<Assignments>> assignments) {
        this.store = store;
        this.settings = settings;
        this.upstream = upstream;
        this.distribution = distribution;
        this.assignments = assignments;
        this.transfer = new PayloadTransfer(store, upstream.rateLimit());
    }

    @Override
    public List<ModuleRelease> offered() {
        VendorMetadata metadata = newest();
        return metadata.modules().stream()
                .map(module -> metadata.module(module.name(), module.version()))
                .toList();
    }

    /** A catalogue is looked at without a source, too: what was trusted before still is. */
    private VendorMetadata newest() {
        try {
            return upstream.refresh();
        } catch (ProblemException e) {
            LOG.warn("The catalogue is shown as it was: {}", e.problem());
            return upstream.trusted().orElseThrow(() -> e);
        }
    }

    @Override
    public List<ModuleRelease> describe(List<AssignedModule> modules) {
        if (modules.isEmpty()) {
            return List.of();
        }
        VendorMetadata metadata = upstream.trusted()
                .filter(trusted -> modules.stream().allMatch(module -> offers(trusted, module)))
                .orElseGet(upstream::refresh);
        return modules.stream()
                .map(module -> metadata.module(module.name(), module.version()))
                .toList();
    }

    private static boolean offers(VendorMetadata metadata, AssignedModule module) {
        return metadata.modules().contains(new OfferedModule(module.name(), module.version()));
    }

    @Override
    public boolean offers(ModuleRelease module) {
        return upstream.trusted()
                .filter(trusted -> offers(trusted, new AssignedModule(module.name(), module.version())))
                .isPresent();
    }

    @Override
    public boolean has(ModuleRelease module) {
        return module.bundles().stream()
                .allMatch(bundle -> store.find(bundle.blob()).isPresent());
    }

    @Override
    public void bring(ModuleRelease module, Progress progress) {
        if (settings.current().distribute() && offers(module)) {
            needed(distribution.get(), "distribution").mirrorModule(module.name(), module.version(), progress);
        }
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
                if (!store.renew(bundle.blob())) {
                    missing.add(bundle.blob());
                }
            }
        } catch (IOException e) {
            throw DiskProblems.writing(store.folder(), 0, e);
        }
        return missing;
    }

    private void fetch(List<Blob> missing, Progress progress) {
        try {
            transfer.fetch(upstream.transport(), missing, progress);
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.SOURCE_UNREACHABLE,
                            Map.of(
                                    "address", upstream.transport().sourceName(),
                                    "reason", String.valueOf(e.getMessage()))),
                    e);
        }
    }

    /** What a bundle says of itself counts, not what somebody wrote down of it. */
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
                throw malformed(module, "its bundle calls itself " + read.symbolicName() + " " + read.version());
            }
            PlatformPackages.objection(read).ifPresent(reason -> {
                throw malformed(module, reason);
            });
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.NOT_READABLE,
                            Map.of("file", file.toString(), "reason", String.valueOf(e.getMessage()))),
                    e);
        }
    }

    private static ProblemException malformed(ModuleRelease module, String reason) {
        return ProblemException.of(
                ProblemCode.MODULE_MALFORMED, Map.of("file", ModuleList.key(module), "reason", reason));
    }

    @Override
    public void assign(List<AssignedModule> modules) {
        Assignments fleet = needed(assignments.get(), "fleet");
        Assignment current = fleet.current();
        boolean same = current.modulesKnown() && Set.copyOf(current.modules()).equals(Set.copyOf(modules));
        if (!same) {
            fleet.assignModules(modules);
        }
    }

    private static <T> T needed(Optional<T> service, String name) {
        return service.orElseThrow(() ->
                ProblemException.of(ProblemCode.INTERNAL, Map.of("reason", "the " + name + " bundle is not running")));
    }
}
