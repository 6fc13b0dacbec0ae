package dev.lockstep.modules.internal.resolution;

import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.module.NativeSystems;
import dev.lockstep.module.UsableModule;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.apache.felix.resolver.Logger;
import org.apache.felix.resolver.ResolverImpl;
import org.osgi.resource.Resource;
import org.osgi.service.resolver.ResolutionException;
import org.slf4j.LoggerFactory;

/**
 * Finds the modules that are needed so that the requested ones resolve on this platform.
 *
 * <p>What the platform has is used before any module, what is requested before what is only offered, a newer version before
 * an older one. No two versions of one module are ever chosen. Immutable.
 */
public final class ModuleResolver {
    private static final org.slf4j.Logger LOG = LoggerFactory.getLogger(ModuleResolver.class);
    private static final int RETRIES = 64;

    private final InstalledPlatform platform;

    public ModuleResolver(InstalledPlatform platform) {
        this.platform = platform;
    }

    /** How a resolution ended. */
    public sealed interface Resolution {
        /**
         * Everything resolves.
         *
         * @param modules the requested ones and those that they need, ordered by name
         */
        record Resolved(List<ModuleRelease> modules) implements Resolution {
            public Resolved {
                modules = List.copyOf(modules);
            }
        }

        /**
         * It cannot be.
         *
         * @param module the requested module that does not resolve
         * @param reason which requirement of which bundle is not met, as the end of a sentence
         */
        record Unresolvable(String module, Sentence reason) implements Resolution {}
    }

    /**
     * Resolves.
     *
     * @param requested all of them are needed, exactly these versions
     * @param present what is there already, and chosen before anything else
     * @param offered what may be chosen beside them; other versions of requested modules are ignored
     */
    public Resolution resolve(
            Collection<ModuleRelease> requested, Collection<ModuleRelease> present, Collection<ModuleRelease> offered) {
        List<ModuleRelease> choice = Stream.concat(
                        present.stream(),
                        offered.stream()
                                .sorted(Comparator.comparing(ModuleRelease::version, Comparator.reverseOrder())))
                .filter(module ->
                        requested.stream().noneMatch(other -> other.name().equals(module.name())))
                .distinct()
                .toList();
        return resolve(List.copyOf(requested), choice, new int[] {RETRIES});
    }

    /**
     * Of a set of modules, those that resolve together, and why the others do not.
     *
     * @param wanted exactly one version of each
     */
    public Partial resolveWhatCan(Collection<ModuleRelease> wanted) {
        List<ModuleRelease> left = new ArrayList<>(wanted);
        Map<String, Sentence> reasons = new LinkedHashMap<>();
        while (true) {
            Resolution resolution = resolve(left, List.of(), List.of());
            if (resolution instanceof Resolution.Unresolvable failed) {
                left.removeIf(module -> module.name().equals(failed.module()));
                reasons.put(failed.module(), failed.reason());
            } else {
                return new Partial(left, reasons);
            }
        }
    }

    /**
     * What resolves.
     *
     * @param modules those that resolve together
     * @param reasons why others do not, by their names
     */
    public record Partial(List<ModuleRelease> modules, Map<String, Sentence> reasons) {
        public Partial {
            modules = List.copyOf(modules);
            reasons = Map.copyOf(reasons);
        }
    }

    private Resolution resolve(List<ModuleRelease> requested, List<ModuleRelease> choice, int[] retries) {
        for (ModuleRelease module : requested) {
            Optional<Sentence> objection = objection(module);
            if (objection.isPresent()) {
                return new Resolution.Unresolvable(module.name(), objection.get());
            }
        }
        List<ModuleResource> mandatory =
                requested.stream().map(ModuleResource::new).toList();
        List<ModuleResource> all = new ArrayList<>(mandatory);
        choice.stream()
                .filter(module -> objection(module).isEmpty())
                .map(ModuleResource::new)
                .forEach(all::add);
        Candidates candidates = new Candidates(platform, all);
        try {
            var context = new ModuleResolveContext(platform, candidates, mandatory);
            List<ModuleRelease> chosen = modules(new ResolverImpl(new Logger(Logger.LOG_ERROR))
                    .resolve(context)
                    .keySet());
            return withOneVersionEach(requested, choice, chosen, retries);
        } catch (ResolutionException e) {
            return new Diagnosis(candidates).of(mandatory, e);
        } catch (RuntimeException | StackOverflowError e) {
            return withoutWhatBreaks(requested, choice, retries, e);
        }
    }

    /**
     * A description that the resolver itself stumbles over, although every clause of it can be read, holds up no other: the one
     * with which it begins to stumble is left out, or named if it is what was asked for.
     */
    private Resolution withoutWhatBreaks(
            List<ModuleRelease> requested, List<ModuleRelease> choice, int[] retries, Throwable cause) {
        List<ModuleRelease> all =
                Stream.concat(requested.stream(), choice.stream()).toList();
        for (int i = 0; i < all.size(); i++) {
            if (breaks(all.subList(0, i + 1))) {
                ModuleRelease broken = all.get(i);
                LOG.error("The resolver cannot work with module {}: it is left out", broken.name(), cause);
                if (i < requested.size()) {
                    return new Resolution.Unresolvable(broken.name(), reason(cause));
                }
                List<ModuleRelease> fewer = new ArrayList<>(choice);
                fewer.remove(broken);
                return resolve(requested, fewer, retries);
            }
        }
        return new Resolution.Unresolvable(requested.get(0).name(), reason(cause));
    }

    private static Sentence reason(Throwable cause) {
        return Sentence.of("module.breaks-resolver", Map.of("reason", String.valueOf(cause)));
    }

    private boolean breaks(List<ModuleRelease> modules) {
        try {
            List<ModuleResource> resources =
                    modules.stream().map(ModuleResource::new).toList();
            var context = new ModuleResolveContext(platform, new Candidates(platform, resources), resources);
            new ResolverImpl(new Logger(Logger.LOG_ERROR)).resolve(context);
            return false;
        } catch (ResolutionException e) {
            return false;
        } catch (RuntimeException | StackOverflowError e) {
            return true;
        }
    }

    /** The resolver knows nothing of "one version each", so where it chose two it is asked again with one of them. */
    private Resolution withOneVersionEach(
            List<ModuleRelease> requested, List<ModuleRelease> choice, List<ModuleRelease> chosen, int[] retries) {
        for (int i = 1; i < chosen.size(); i++) {
            String name = chosen.get(i).name();
            if (!chosen.get(i - 1).name().equals(name)) {
                continue;
            }
            List<ModuleRelease> versions =
                    chosen.stream().filter(module -> module.name().equals(name)).toList();
            for (ModuleRelease version : versions) {
                if (retries[0]-- <= 0) {
                    break;
                }
                List<ModuleRelease> fewer = choice.stream()
                        .filter(module -> !module.name().equals(name) || module.equals(version))
                        .toList();
                if (resolve(requested, fewer, retries) instanceof Resolution.Resolved resolved) {
                    return resolved;
                }
            }
            return new Resolution.Unresolvable(
                    requested.get(0).name(),
                    Sentence.of(
                            "module.two-versions",
                            Map.of(
                                    "module", name,
                                    "one", versions.get(0).version(),
                                    "other", versions.get(1).version())));
        }
        return withOneSingletonEach(requested, choice, chosen, retries);
    }

    /**
     * Nor does the resolver know of singletons, of which a framework resolves one version only (OSGi Core 8, section 3.5.2): where it
     * chose two, it is asked again without the one that nobody asked for.
     */
    private Resolution withOneSingletonEach(
            List<ModuleRelease> requested, List<ModuleRelease> choice, List<ModuleRelease> chosen, int[] retries) {
        List<ModuleRelease> ordered = Stream.concat(
                        requested.stream(), chosen.stream().filter(module -> !requested.contains(module)))
                .toList();
        Optional<Singletons.Conflict> conflict = Singletons.conflict(ordered, platform);
        if (conflict.isEmpty()) {
            return new Resolution.Resolved(chosen);
        }
        ModuleRelease late = conflict.get().module();
        if (!requested.contains(late) && retries[0]-- > 0) {
            List<ModuleRelease> fewer = new ArrayList<>(choice);
            fewer.remove(late);
            if (resolve(requested, fewer, retries) instanceof Resolution.Resolved resolved) {
                return resolved;
            }
        }
        String blamed = requested.contains(late)
                ? late.name()
                : requested.get(requested.size() - 1).name();
        return new Resolution.Unresolvable(blamed, conflict.get().reason());
    }

    private static List<ModuleRelease> modules(Collection<Resource> resources) {
        return resources.stream()
                .filter(ModuleResource.class::isInstance)
                .map(resource -> ((ModuleResource) resource).module())
                .sorted(Comparator.comparing(ModuleRelease::name)
                        .thenComparing(ModuleRelease::version, Comparator.reverseOrder()))
                .toList();
    }

    /** For which other systems a module is, by its native code, as the end of a sentence; empty if it is for this one, too. */
    public Optional<Sentence> forOtherSystems(ModuleRelease module) {
        Optional<NativeSystems> systems = NativeSystems.of(module);
        return systems.filter(some -> !some.include(platform.system()))
                .map(some -> Sentence.of(
                        "module.for-systems", Map.of("systems", some.toString(), "system", platform.systemName())));
    }

    /** Why a module can never be installed here, whatever else there is: as the end of a sentence. */
    public Optional<Sentence> objection(ModuleRelease module) {
        return UsableModule.objection(module)
                .or(() -> module.bundles().stream()
                        .flatMap(bundle -> PlatformRule.objection(bundle, platform).stream())
                        .findFirst());
    }
}
