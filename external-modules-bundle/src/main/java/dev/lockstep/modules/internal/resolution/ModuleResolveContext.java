package dev.lockstep.modules.internal.resolution;

import dev.lockstep.module.NativeSystems;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.osgi.framework.Constants;
import org.osgi.resource.Capability;
import org.osgi.resource.Namespace;
import org.osgi.resource.Requirement;
import org.osgi.resource.Resource;
import org.osgi.resource.Wiring;
import org.osgi.service.resolver.HostedCapability;
import org.osgi.service.resolver.ResolveContext;

/** What the resolver asks about the platform and the modules. */
final class ModuleResolveContext extends ResolveContext {
    private static final String SERVICE = "osgi.service";

    private final InstalledPlatform platform;
    private final Candidates candidates;
    private final List<ModuleResource> mandatory;
    private final List<Runnable> stops = new CopyOnWriteArrayList<>();
    private volatile boolean cancelled;

    ModuleResolveContext(InstalledPlatform platform, Candidates candidates, List<ModuleResource> mandatory) {
        this.platform = platform;
        this.candidates = candidates;
        this.mandatory = mandatory;
    }

    /** The resolver says how it can be stopped. */
    @Override
    public void onCancel(Runnable stop) {
        stops.add(stop);
    }

    /** Nobody waits for the result any more. */
    void cancel() {
        cancelled = true;
        stops.forEach(Runnable::run);
    }

    boolean isCancelled() {
        return cancelled;
    }

    @Override
    public Collection<Resource> getMandatoryResources() {
        return List.copyOf(mandatory);
    }

    @Override
    public List<Capability> findProviders(Requirement requirement) {
        if (requirement instanceof ModuleRequirement module && module.tied().isPresent()) {
            return new java.util.ArrayList<>(List.of(module.tied().get()));
        }
        List<Capability> providers = candidates.providersOf(requirement);
        if (isOptional(requirement)) {
            // Nobody asked for a module that another one could do without.
            providers.removeIf(provider ->
                    provider.getResource() instanceof BundleResource bundle && !mandatory.contains(bundle.module()));
        }
        return providers;
    }

    @Override
    public int insertHostedCapability(List<Capability> capabilities, HostedCapability hosted) {
        capabilities.add(hosted);
        return capabilities.size() - 1;
    }

    @Override
    public boolean isEffective(Requirement requirement) {
        return isEffective(requirement, candidates);
    }

    /**
     * A service that is needed only by a running bundle may come from anywhere, and most providers do not declare it. So the
     * need counts only where somebody declares that he meets it.
     */
    static boolean isEffective(Requirement requirement, Candidates candidates) {
        // Whether it fits this system is asked when it is loaded: it may be here to be handed on.
        if (requirement.getNamespace().equals(NativeSystems.NAMESPACE)) {
            return false;
        }
        String effective = requirement.getDirectives().get(Constants.EFFECTIVE_DIRECTIVE);
        if (effective == null || effective.equals(Namespace.EFFECTIVE_RESOLVE)) {
            return true;
        }
        return requirement.getNamespace().equals(SERVICE)
                && !isOptional(requirement)
                && !candidates.providersOf(requirement).isEmpty();
    }

    static boolean isOptional(Requirement requirement) {
        return Namespace.RESOLUTION_OPTIONAL.equals(
                requirement.getDirectives().get(Namespace.REQUIREMENT_RESOLUTION_DIRECTIVE));
    }

    @Override
    public Map<Resource, Wiring> getWirings() {
        return platform.wirings();
    }
}
