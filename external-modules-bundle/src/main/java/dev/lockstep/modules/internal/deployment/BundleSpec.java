package dev.lockstep.modules.internal.deployment;

import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.store.Blob;
import java.util.Objects;
import java.util.Optional;
import org.osgi.framework.namespace.HostNamespace;

/**
 * A bundle that shall be there.
 *
 * @param module the module that brings it, for people
 * @param symbolicName its Bundle-SymbolicName
 * @param version its Bundle-Version, with three numbers
 * @param blob its bytes in the store
 * @param startLevel its start level
 * @param hostFilter the filter of its requirement for a host, if it is a fragment
 */
public record BundleSpec(
        String module, String symbolicName, String version, Blob blob, int startLevel, Optional<String> hostFilter) {
    public BundleSpec {
        Objects.requireNonNull(module, "module");
        Objects.requireNonNull(symbolicName, "symbolicName");
        Objects.requireNonNull(version, "version");
        Objects.requireNonNull(blob, "blob");
        Objects.requireNonNull(hostFilter, "hostFilter");
    }

    /** A bundle of a module. */
    public static BundleSpec of(String module, ModuleRelease.Bundle bundle) {
        Optional<String> host = bundle.requirements().stream()
                .filter(requirement -> requirement.namespace().equals(HostNamespace.HOST_NAMESPACE))
                .map(requirement -> requirement.directives().getOrDefault("filter", ""))
                .findFirst();
        return new BundleSpec(
                module, bundle.symbolicName(), bundle.version(), bundle.blob(), bundle.startLevel(), host);
    }

    /** Whether it is a fragment: resolved, but never started. */
    boolean isFragment() {
        return hostFilter.isPresent();
    }

    @Override
    public String toString() {
        return symbolicName + " " + version;
    }
}
