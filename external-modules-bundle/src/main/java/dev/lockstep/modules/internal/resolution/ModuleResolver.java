package dev.lockstep.modules.internal.resolution;

import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.module.NativeSystems;
import dev.lockstep.module.UsableModule;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
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
    /** A thousand modules take a fifth of a second. */
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** How many times its patience a resolution takes at most, with all that is tried to find whose fault it is. */
    private static final int PATIENCES = 6;

    /** Whatever takes half of the patience with some of the modules takes all of it with all of them. */
    private static final int SUSPICION = 2;

    private final InstalledPlatform platform;
    private final Duration patience;

    public ModuleResolver(InstalledPlatform platform) {
        this(platform, PATIENCE);
    }

    /**
     * One of another patience.
     *
     * @param patience how long one attempt may take
     */
    ModuleResolver(InstalledPlatform platform, Duration patience) {
        this.platform = platform;
        this.patience = patience;
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
        return resolve(List.copyOf(requested), choice, new Attempts(patience.multipliedBy(PATIENCES)));
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

    private Resolution resolve(List<ModuleRelease> requested, List<ModuleRelease> choice, Attempts attempts) {
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
            List<ModuleRelease> chosen = modules(
                    PatientResolver.resolve(context, attempts.atMost(patience)).keySet());
            return withOneVersionEach(requested, choice, chosen, attempts);
        } catch (ResolutionException e) {
            return new Diagnosis(candidates).of(mandatory, e);
        } catch (PatientResolver.TooLongException e) {
            return withoutWhatTakesTooLong(requested, choice, attempts);
        } catch (RuntimeException | StackOverflowError e) {
            return withoutWhatBreaks(requested, choice, attempts, e);
        }
    }

    /**
     * A description that the resolver itself stumbles over, although every clause of it can be read, holds up no other: the one
     * with which it begins to stumble is left out, or named if it is what was asked for.
     */
    private Resolution withoutWhatBreaks(
            List<ModuleRelease> requested, List<ModuleRelease> choice, Attempts attempts, Throwable cause) {
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
                return resolve(requested, fewer, attempts);
            }
        }
        return new Resolution.Unresolvable(requested.get(0).name(), reason(cause));
    }

    /**
     * Of a module that leaves the resolver more combinations than it can try, the others need not suffer: the one with which it begins
     * to take long is left out, or named if it is what was asked for.
     */
    private Resolution withoutWhatTakesTooLong(
            List<ModuleRelease> requested, List<ModuleRelease> choice, Attempts attempts) {
        List<ModuleRelease> all =
                Stream.concat(requested.stream(), choice.stream()).toList();
        int quick = 0;
        int slow = all.size();
        while (slow - quick > 1 && !attempts.areOver()) {
            int middle = (quick + slow) / 2;
            if (takesLong(requested, choice, middle, attempts)) {
                slow = middle;
            } else {
                quick = middle;
            }
        }
        ModuleRelease blamed = all.get(slow - 1);
        LOG.error(
                "Which modules go together was not found within {}: with {} {} there are too many ways",
                patience,
                blamed.name(),
                blamed.version());
        Sentence reason = Sentence.of(
                "module.too-many-ways",
                Map.of("seconds", patience.toSeconds(), "module", blamed.name() + " " + blamed.version()));
        if (slow <= requested.size()) {
            return new Resolution.Unresolvable(blamed.name(), reason);
        }
        if (attempts.areOver() || !attempts.another()) {
            return new Resolution.Unresolvable(requested.get(0).name(), reason);
        }
        List<ModuleRelease> fewer = new ArrayList<>(choice);
        fewer.remove(blamed);
        // What cannot be had without it, it keeps from being had.
        return resolve(requested, fewer, attempts) instanceof Resolution.Resolved resolved
                ? resolved
                : new Resolution.Unresolvable(requested.get(0).name(), reason);
    }

    /** Whether it takes long with the first few of all modules. */
    private boolean takesLong(List<ModuleRelease> requested, List<ModuleRelease> choice, int count, Attempts attempts) {
        int asked = Math.min(count, requested.size());
        List<ModuleResource> mandatory =
                requested.subList(0, asked).stream().map(ModuleResource::new).toList();
        List<ModuleResource> some = new ArrayList<>(mandatory);
        choice.subList(0, count - asked).stream()
                .filter(module -> objection(module).isEmpty())
                .map(ModuleResource::new)
                .forEach(some::add);
        try {
            var context = new ModuleResolveContext(platform, new Candidates(platform, some), mandatory);
            PatientResolver.resolve(context, attempts.atMost(patience.dividedBy(SUSPICION)));
            return false;
        } catch (PatientResolver.TooLongException e) {
            return true;
        } catch (ResolutionException | RuntimeException | StackOverflowError e) {
            return false;
        }
    }

    private static Sentence reason(Throwable cause) {
        return Sentence.of("module.breaks-resolver", Map.of("reason", String.valueOf(cause)));
    }

    private boolean breaks(List<ModuleRelease> modules) {
        try {
            List<ModuleResource> resources =
                    modules.stream().map(ModuleResource::new).toList();
            var context = new ModuleResolveContext(platform, new Candidates(platform, resources), resources);
            PatientResolver.resolve(context, patience);
            return false;
        } catch (ResolutionException | PatientResolver.TooLongException e) {
            return false;
        } catch (RuntimeException | StackOverflowError e) {
            return true;
        }
    }

    /** The resolver knows nothing of "one version each", so where it chose two it is asked again with one of them. */
    private Resolution withOneVersionEach(
            List<ModuleRelease> requested, List<ModuleRelease> choice, List<ModuleRelease> chosen, Attempts attempts) {
        for (int i = 1; i < chosen.size(); i++) {
            String name = chosen.get(i).name();
            if (!chosen.get(i - 1).name().equals(name)) {
                continue;
            }
            List<ModuleRelease> versions =
                    chosen.stream().filter(module -> module.name().equals(name)).toList();
            for (ModuleRelease version : versions) {
                if (!attempts.another()) {
                    break;
                }
                List<ModuleRelease> fewer = choice.stream()
                        .filter(module -> !module.name().equals(name) || module.equals(version))
                        .toList();
                if (resolve(requested, fewer, attempts) instanceof Resolution.Resolved resolved) {
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
        return withOneSingletonEach(requested, choice, chosen, attempts);
    }

    /**
     * Nor does the resolver know of singletons, of which a framework resolves one version only (OSGi Core 8, section 3.5.2): where it
     * chose two, it is asked again without the one that nobody asked for.
     */
    private Resolution withOneSingletonEach(
            List<ModuleRelease> requested, List<ModuleRelease> choice, List<ModuleRelease> chosen, Attempts attempts) {
        List<ModuleRelease> ordered = Stream.concat(
                        requested.stream(), chosen.stream().filter(module -> !requested.contains(module)))
                .toList();
        Optional<Singletons.Conflict> conflict = Singletons.conflict(ordered, platform);
        if (conflict.isEmpty()) {
            return new Resolution.Resolved(chosen);
        }
        ModuleRelease late = conflict.get().module();
        if (!requested.contains(late) && attempts.another()) {
            List<ModuleRelease> fewer = new ArrayList<>(choice);
            fewer.remove(late);
            if (resolve(requested, fewer, attempts) instanceof Resolution.Resolved resolved) {
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

    /** How often and for how long is tried in all. */
    private static final class Attempts {
        private final long end;
        private int retries = RETRIES;

        Attempts(Duration inAll) {
            end = System.nanoTime() + inAll.toNanos();
        }

        /** Takes one more, if one is left. */
        boolean another() {
            return retries-- > 0;
        }

        boolean areOver() {
            return System.nanoTime() - end >= 0;
        }

        Duration atMost(Duration patience) {
            Duration left = Duration.ofNanos(Math.max(1, end - System.nanoTime()));
            return left.compareTo(patience) < 0 ? left : patience;
        }
    }
}
