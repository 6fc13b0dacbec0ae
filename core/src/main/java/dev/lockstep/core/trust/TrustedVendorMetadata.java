package dev.lockstep.core.trust;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.release.ReleaseJson;
import dev.lockstep.core.source.Transport;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.tuf.MetadataCopy;
import dev.lockstep.core.tuf.TargetListing;
import dev.lockstep.core.tuf.TrustedTarget;
import dev.lockstep.core.tuf.model.TargetFile;
import dev.lockstep.core.version.Version;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * What a refresh made of the signed targets.
 *
 * <p>What a target is, and of which name and version, is read from its path: the path is what a delegation restricts, so a
 * publisher can speak of no names but its own.
 */
final class TrustedVendorMetadata implements VendorMetadata {
    private static final Pattern RELEASE = Pattern.compile("releases/([^/]+)\\.json");
    private static final Pattern MODULE = Pattern.compile("modules/([^/]+)/([^/]+)\\.json");

    private static final String VENDOR = "targets";

    private final Map<String, TargetFile> targets;
    /** Who vouches for a target, by its path. */
    private final Map<String, String> publishers;

    private final List<OfferedRelease> releases;
    private final Map<String, Long> lowest;
    private final List<OfferedModule> modules;
    private final Map<String, List<OfferedModule>> versions;
    private final Withdrawals withdrawals;
    private final Validity validity;
    private final List<MetadataCopy> files;
    private final Descriptors descriptors;
    private final Supplier<Transport> source;

    TrustedVendorMetadata(
            TargetListing listing,
            Validity validity,
            List<MetadataCopy> files,
            Descriptors descriptors,
            Supplier<Transport> source) {
        this.targets = new HashMap<>();
        this.publishers = new HashMap<>();
        this.lowest = new HashMap<>();
        List<OfferedRelease> foundReleases = new ArrayList<>();
        List<OfferedModule> foundModules = new ArrayList<>();
        for (TrustedTarget trusted : listing.targets()) {
            TargetFile target = trusted.file();
            targets.put(target.path(), target);
            publishers.put(target.path(), trusted.roleName());
            release(target).ifPresent(release -> {
                foundReleases.add(release);
                lowest.merge(release.channel(), lowestCounter(target), Math::max);
            });
            module(target).ifPresent(foundModules::add);
        }
        foundReleases.sort(Comparator.comparing(OfferedRelease::version));
        foundModules.sort(Comparator.comparing(OfferedModule::name).thenComparing(OfferedModule::version));
        this.releases = List.copyOf(foundReleases);
        this.modules = List.copyOf(foundModules);
        this.versions = modules.stream().collect(Collectors.groupingBy(OfferedModule::name));
        this.withdrawals = Withdrawals.of(listing.targets());
        this.validity = validity;
        this.files = files;
        this.descriptors = descriptors;
        this.source = source;
    }

    private TrustedVendorMetadata(TrustedVendorMetadata same, Supplier<Transport> source) {
        this.targets = same.targets;
        this.publishers = same.publishers;
        this.releases = same.releases;
        this.lowest = same.lowest;
        this.modules = same.modules;
        this.versions = same.versions;
        this.withdrawals = same.withdrawals;
        this.validity = same.validity;
        this.files = same.files;
        this.descriptors = same.descriptors;
        this.source = source;
    }

    /** The same, with another source to ask for descriptions. */
    TrustedVendorMetadata from(Supplier<Transport> other) {
        return new TrustedVendorMetadata(this, other);
    }

    private static Optional<OfferedRelease> release(TargetFile target) {
        Matcher path = RELEASE.matcher(target.path());
        if (!path.matches()) {
            return Optional.empty();
        }
        JsonNode custom = target.custom().path("lockstep");
        return version(path.group(1))
                .map(version -> new OfferedRelease(
                        version,
                        custom.path("channel").asText("stable"),
                        Math.max(1, custom.path("counter").asLong(1))));
    }

    private static long lowestCounter(TargetFile target) {
        return Math.max(
                0, target.custom().path("lockstep").path("lowestCounter").asLong(0));
    }

    private static Optional<OfferedModule> module(TargetFile target) {
        Matcher path = MODULE.matcher(target.path());
        return path.matches()
                ? version(path.group(2)).map(version -> new OfferedModule(path.group(1), version))
                : Optional.empty();
    }

    /** A target whose name holds no version is something that a newer Lockstep may know: it is passed over. */
    private static Optional<Version> version(String text) {
        try {
            return Optional.of(Version.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    @Override
    public Validity validity() {
        return validity;
    }

    @Override
    public List<OfferedRelease> releases() {
        return releases;
    }

    @Override
    public Withdrawals withdrawals() {
        return withdrawals;
    }

    @Override
    public long lowestCounter(String channel) {
        return lowest.getOrDefault(channel, 0L);
    }

    @Override
    public List<OfferedModule> modules() {
        return modules;
    }

    @Override
    public Release release(Version version) {
        String name = Release.targetName(version);
        Release release = describe(
                name,
                () -> ProblemException.of(
                        ProblemCode.RELEASE_UNKNOWN,
                        Map.of(
                                "what",
                                Sentence.of("unknown.release", Map.of("release", version)),
                                "address",
                                Sentence.of("the-update-source"))),
                Release.class,
                ReleaseJson::readRelease);
        if (!release.version().equals(version)) {
            throw contradicts(name, release.version());
        }
        return release;
    }

    @Override
    public ModuleRelease module(String name, Version version) {
        String target = ModuleRelease.targetName(name, version);
        ModuleRelease module = describe(
                target,
                () -> ProblemException.of(ProblemCode.MODULE_UNKNOWN, Map.of("module", name + " " + version)),
                ModuleRelease.class,
                ReleaseJson::readModule);
        if (!module.name().equals(name) || !module.version().equals(version)) {
            throw contradicts(target, module.name() + " " + module.version());
        }
        return module;
    }

    @Override
    public Optional<Problem> encroachment(ModuleRelease module) {
        String publisher = publisher(module.name(), module.version());
        if (publisher.equals(VENDOR)) {
            return Optional.empty();
        }
        return module.bundles().stream()
                .filter(bundle -> isOfAnother(bundle, publisher))
                .findFirst()
                .map(bundle -> Problem.of(
                        ProblemCode.MODULE_ENCROACHES,
                        Map.of(
                                "module",
                                module.name() + " " + module.version(),
                                "publisher",
                                publisher,
                                "bundle",
                                bundle.symbolicName())));
    }

    /** The role that vouches for a module; the vendor's own for one that nobody offers any more. */
    private String publisher(String name, Version version) {
        return publishers.getOrDefault(ModuleRelease.targetName(name, version), VENDOR);
    }

    private boolean isOfAnother(ModuleRelease.Bundle bundle, String publisher) {
        List<OfferedModule> others = versions.getOrDefault(bundle.symbolicName(), List.of()).stream()
                .filter(other -> !publisher(other.name(), other.version()).equals(publisher))
                .toList();
        return !others.isEmpty()
                && others.stream()
                        .flatMap(other -> module(other.name(), other.version()).bundles().stream())
                        .noneMatch(own -> own.blob().equals(bundle.blob()));
    }

    private <T> T describe(String name, Supplier<ProblemException> unknown, Class<T> type, Function<byte[], T> reader) {
        TargetFile target = Optional.ofNullable(targets.get(name)).orElseThrow(unknown);
        Blob blob = Descriptors.blob(target).orElseThrow(() -> contradicts(name, "no SHA-256"));
        try {
            return descriptors.read(target, blob, type, reader, source);
        } catch (IllegalArgumentException e) {
            throw contradicts(name, e.getMessage());
        }
    }

    private static ProblemException contradicts(String target, Object found) {
        return ProblemException.of(
                ProblemCode.UNTRUSTED,
                Map.of("address", "the vendor", "reason", "the signed description " + target + " says " + found));
    }

    @Override
    public Optional<Blob> target(String name) {
        return Optional.ofNullable(targets.get(name)).flatMap(Descriptors::blob);
    }

    @Override
    public List<MetadataCopy> files() {
        return files;
    }
}
