package dev.lockstep.modules.internal;

import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.store.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.stream.Collectors;

/** Tells two modules apart that claim to be the same version of the same module. */
final class ModuleContents {
    private ModuleContents() {}

    /** A hash over the bytes of all bundles of a module. */
    static String of(ModuleRelease module) {
        String bundles = module.bundles().stream()
                .map(bundle -> bundle.symbolicName() + " " + bundle.blob().digest())
                .sorted()
                .collect(Collectors.joining("\n"));
        return Digest.of(bundles.getBytes(StandardCharsets.UTF_8)).hex();
    }

    /**
     * Makes sure that a module is the one that was seen before under its name and version.
     *
     * @throws ProblemException with {@code MODULE_CONFLICT}
     */
    static void require(ModuleRelease module, Map<String, String> known) {
        String before = known.get(ModuleList.key(module));
        if (before != null && !before.equals(of(module))) {
            throw ProblemException.of(ProblemCode.MODULE_CONFLICT, Map.of("module", ModuleList.key(module)));
        }
    }
}
