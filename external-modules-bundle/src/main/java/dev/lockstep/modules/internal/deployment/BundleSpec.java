package dev.lockstep.modules.internal.deployment;

import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.store.Blob;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.osgi.framework.namespace.HostNamespace;
import org.osgi.framework.namespace.PackageNamespace;

/**
 * A bundle that shall be there.
 *
 * @param module the module that brings it, for people
 * @param symbolicName its Bundle-SymbolicName
 * @param version its Bundle-Version, with three numbers
 * @param blob its bytes in the store
 * @param startLevel its start level
 * @param hostFilter the filter of its requirement for a host, if it is a fragment
 * @param packages the packages that it exports
 */
public record BundleSpec(
        String module,
        String symbolicName,
        String version,
        Blob blob,
        int startLevel,
        Optional<String> hostFilter,
        List<String> packages) {
    public BundleSpec {
        Objects.requireNonNull(module, "module");
        Objects.requireNonNull(symbolicName, "symbolicName");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(blob, "blob");
        Objects.requireNonNull(hostFilter, "hostFilter");
        packages = List.copyOf(packages);
    }

    /** A bundle of a module. */
    public static BundleSpec of(String module, ModuleRelease.Bundle bundle) {
        Optional<String> host = bundle.requirements().stream()
                .filter(requirement -> requirement.namespace().equals(HostNamespace.HOST_NAMESPACE))
                .map(requirement -> requirement.directives().getOrDefault("filter", ""))
                .findFirst();
        List<String> packages = bundle.capabilities().stream()
                .filter(capability -> capability.namespace().equals(PackageNamespace.PACKAGE_NAMESPACE))
                .map(capability -> capability.attributes().getOrDefault(PackageNamespace.PACKAGE_NAMESPACE, ""))
                .toList();
        return new BundleSpec(
                module, bundle.symbolicName(), bundle.version(), bundle.blob(), bundle.startLevel(), host, packages);
    }

    /** Whether it is a fragment: resolved, but never started. */
    boolean isFragment() {
        return hostFilter.isPresent();
    }

    /** Whether it is the same bundle with the same bytes; its start level may differ. */
    boolean hasBytesOf(BundleSpec other) {
        return symbolicName.equals(other.symbolicName) && blob.equals(other.blob);
    }

    @Override
    public String toString() {
        return symbolicName + " " + version;
    }
}
