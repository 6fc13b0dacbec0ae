package dev.lockstep.modules.internal.resolution;

import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.release.ModuleRelease.Bundle;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.Constants;
import org.osgi.framework.namespace.IdentityNamespace;
import org.osgi.framework.wiring.BundleRevision;
import org.osgi.resource.Capability;
import org.osgi.resource.Resource;

/** Bundles of which a framework runs one version at a time, and bundles that it refuses to have twice. */
final class Singletons {
    private Singletons() {}

    /**
     * Two that cannot be there together.
     *
     * @param module the later one
     * @param reason why it cannot be installed, as the end of a sentence
     */
    record Conflict(ModuleRelease module, Sentence reason) {}

    /** The first conflict among modules, or of one with the platform. */
    static Optional<Conflict> conflict(List<ModuleRelease> modules, InstalledPlatform platform) {
        Map<String, Holder> holders = new HashMap<>();
        platform.singletons().forEach((name, version) -> holders.put(name, new Holder("", version, Optional.empty())));
        for (ModuleRelease module : modules) {
            for (Bundle bundle : module.bundles()) {
                boolean singleton = isSingleton(bundle);
                String key = singleton ? bundle.symbolicName() : bundle.symbolicName() + " " + bundle.version();
                Holder before = holders.putIfAbsent(
                        key, new Holder(module.name() + " " + module.version(), bundle.version(), Optional.of(bundle)));
                // The same bytes are there once for both.
                if (before != null
                        && before.bundle()
                                .filter(other -> other.blob().equals(bundle.blob()))
                                .isEmpty()) {
                    return Optional.of(new Conflict(module, reason(bundle, before)));
                }
            }
        }
        return Optional.empty();
    }

    private static Sentence reason(Bundle bundle, Holder other) {
        return Sentence.of(
                other.module().isEmpty() ? "module.singleton-of-node" : "module.singleton",
                Map.of(
                        "bundle", bundle.symbolicName() + " " + bundle.version(),
                        "module", other.module(),
                        "version", other.version()));
    }

    private static boolean isSingleton(Bundle bundle) {
        return bundle.capabilities().stream()
                .anyMatch(clause -> clause.namespace().equals(IdentityNamespace.IDENTITY_NAMESPACE)
                        && "true".equals(clause.directives().get(Constants.SINGLETON_DIRECTIVE)));
    }

    /** The singletons of resolved bundles, with their versions. */
    static Map<String, String> of(List<Capability> capabilities) {
        Map<String, String> singletons = new HashMap<>();
        for (Capability capability : capabilities) {
            Resource resource = capability.getResource();
            boolean singleton = capability.getNamespace().equals(IdentityNamespace.IDENTITY_NAMESPACE)
                    && "true".equals(capability.getDirectives().get(Constants.SINGLETON_DIRECTIVE));
            if (singleton && resource instanceof BundleRevision revision) {
                singletons.put(revision.getSymbolicName(), revision.getVersion().toString());
            }
        }
        return singletons;
    }

    private record Holder(String module, String version, Optional<Bundle> bundle) {}
}
