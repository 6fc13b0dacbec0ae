package dev.lockstep.modules.internal.resolution;

import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.module.PlatformPackages;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.namespace.PackageNamespace;

/**
 * What belongs to the platform, so that no module may bring it: besides what {@link PlatformPackages} names, whatever the
 * node's own bundles use on this computer. After a restart they could else be wired to the module's copy, and an update of
 * the module would restart the node.
 */
final class PlatformRule {
    private PlatformRule() {}

    /** Why a bundle cannot be installed here, as the end of a sentence; empty if it can. */
    static Optional<Sentence> objection(ModuleRelease.Bundle bundle, InstalledPlatform platform) {
        return PlatformPackages.objection(bundle)
                .or(() -> bundle.capabilities().stream()
                        .filter(capability -> capability.namespace().equals(PackageNamespace.PACKAGE_NAMESPACE))
                        .map(capability -> capability.attributes().getOrDefault(PackageNamespace.PACKAGE_NAMESPACE, ""))
                        .filter(platform.packagesOfNode()::contains)
                        .findFirst()
                        .map(name -> Sentence.of(
                                "module.package-of-node", Map.of("bundle", bundle.symbolicName(), "package", name))));
    }
}
