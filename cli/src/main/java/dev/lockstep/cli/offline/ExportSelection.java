package dev.lockstep.cli.offline;

import dev.lockstep.cli.console.Failure;
import dev.lockstep.core.offline.BundleContents;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.release.ReleaseJson;
import dev.lockstep.core.trust.UpdatePath;
import dev.lockstep.core.trust.Withdrawal;
import dev.lockstep.core.trust.Withdrawals;
import dev.lockstep.core.tuf.ConsistentNames;
import dev.lockstep.core.tuf.TrustedTarget;
import dev.lockstep.core.tuf.UnsafeNameException;
import dev.lockstep.core.tuf.model.TargetFile;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Option;

/** Which releases and modules go into a bundle. */
final class ExportSelection {
    private static final Pattern RELEASE = Pattern.compile("releases/([^/]+)\\.json");
    private static final Pattern MODULE = Pattern.compile("modules/([^/]+)/([^/]+)\\.json");

    @Option(
            names = "--release",
            paramLabel = "VERSION",
            description = {
                "A release, with those that must be installed before it; can be repeated.",
                "Default: the newest of the channel."
            })
    private List<Version> releases = new ArrayList<>();

    @Option(
            names = "--module",
            paramLabel = "NAME",
            description = "A module in its newest version; can be repeated. Default, without --release: all of them.")
    private List<String> modules = new ArrayList<>();

    @Option(
            names = "--channel",
            paramLabel = "NAME",
            defaultValue = "stable",
            description = "The channel whose newest release is taken. Default: ${DEFAULT-VALUE}")
    private String channel;

    @Option(names = "--all", description = "Every release and every module that is here.")
    private boolean all;

    /**
     * What was chosen.
     *
     * @param targets the releases and modules as signed targets, by name
     */
    record Chosen(Map<String, TargetFile> targets) {
        List<Version> releases() {
            return targets.keySet().stream()
                    .map(RELEASE::matcher)
                    .filter(Matcher::matches)
                    .map(name -> Version.parse(name.group(1)))
                    .toList();
        }

        List<BundleContents.Module> modules() {
            return targets.keySet().stream()
                    .map(MODULE::matcher)
                    .filter(Matcher::matches)
                    .map(name -> new BundleContents.Module(name.group(1), Version.parse(name.group(2))))
                    .toList();
        }
    }

    /** Chooses among what was signed and is here. */
    Chosen of(ExportSource place, Collection<TrustedTarget> signed) throws IOException, UnsafeNameException, Failure {
        Withdrawals withdrawn = Withdrawals.of(signed);
        for (Version version : releases) {
            requireNotWithdrawn(withdrawn.of(version));
        }
        Map<String, TargetFile> here = new TreeMap<>();
        for (TrustedTarget target : signed) {
            if (what(target.file().path()).flatMap(withdrawn::of).isPresent()) {
                continue;
            }
            if (isKnown(target.file().path()) && Files.isRegularFile(description(place, target.file()))) {
                here.put(target.file().path(), target.file());
            }
        }
        if (all) {
            return new Chosen(here);
        }
        Map<String, TargetFile> chosen = new TreeMap<>();
        boolean anything = releases.isEmpty() && modules.isEmpty();
        TreeSet<Version> wanted = new TreeSet<>(releases);
        if (anything) {
            newest(here).ifPresent(wanted::add);
        }
        while (!wanted.isEmpty()) {
            Version version = wanted.pollLast();
            String name = Release.targetName(version);
            TargetFile target = here.get(name);
            if (target == null) {
                throw missing("release " + version, place);
            }
            chosen.put(name, target);
            for (Version step : way(place, target, here)) {
                chosen.put(Release.targetName(step), here.get(Release.targetName(step)));
            }
        }
        for (String module : anything ? names(here) : modules) {
            TargetFile target = newest(module, here).orElseThrow(() -> missing("module " + module, place));
            chosen.put(target.path(), target);
        }
        return new Chosen(chosen);
    }

    private static void requireNotWithdrawn(Optional<Withdrawal> withdrawn) throws Failure {
        if (withdrawn.isPresent()) {
            throw new Failure(
                    "EXPORT-WITHDRAWN",
                    "Release " + withdrawn.get().what() + " must not be installed any more, and goes into no bundle: "
                            + withdrawn.get().origin().sentence() + ", with this reason: "
                            + withdrawn.get().reason());
        }
    }

    private static Optional<Withdrawal.What> what(String path) {
        Matcher release = RELEASE.matcher(path);
        Matcher module = MODULE.matcher(path);
        return release.matches()
                ? version(release.group(1)).map(Withdrawal.What::release)
                : module.matches()
                        ? version(module.group(2)).map(version -> Withdrawal.What.module(module.group(1), version))
                        : Optional.empty();
    }

    /** What is neither is something of a later Lockstep, which this one passes over. */
    private static boolean isKnown(String path) {
        Matcher release = RELEASE.matcher(path);
        Matcher module = MODULE.matcher(path);
        return (release.matches() && version(release.group(1)).isPresent())
                || (module.matches() && version(module.group(2)).isPresent());
    }

    private static Failure missing(String what, ExportSource place) {
        return new Failure(
                "EXPORT-MISSING",
                "There is no " + what + " in " + place.published().folder() + ". See: lockstep list "
                        + place.published().folder());
    }

    private static Path description(ExportSource place, TargetFile target) throws UnsafeNameException {
        return place.shelves().file(ConsistentNames.targetPath(target));
    }

    /** A release that is here with all that lead to it. */
    private static List<Version> way(ExportSource place, TargetFile goal, Map<String, TargetFile> here)
            throws IOException, UnsafeNameException {
        Map<Version, Release> described = new TreeMap<>();
        for (Map.Entry<String, TargetFile> target : here.entrySet()) {
            if (RELEASE.matcher(target.getKey()).matches()) {
                described(place, target.getValue()).ifPresent(release -> described.put(release.version(), release));
            }
        }
        return described(place, goal)
                .map(release -> UpdatePath.whole(release, version -> Optional.ofNullable(described.get(version))))
                .map(path -> path.steps().stream().map(Release::version).toList())
                .orElse(List.of());
    }

    private static Optional<Release> described(ExportSource place, TargetFile target)
            throws IOException, UnsafeNameException {
        try {
            return Optional.of(ReleaseJson.readRelease(Files.readAllBytes(description(place, target))));
        } catch (IllegalArgumentException e) {
            // The check of the contents says what is wrong with it.
            return Optional.empty();
        }
    }

    private Optional<Version> newest(Map<String, TargetFile> here) {
        return here.entrySet().stream()
                .filter(target -> target.getValue()
                        .custom()
                        .path("lockstep")
                        .path("channel")
                        .asText("stable")
                        .equals(channel))
                .map(target -> RELEASE.matcher(target.getKey()))
                .filter(Matcher::matches)
                .flatMap(name -> version(name.group(1)).stream())
                .max(Version::compareTo);
    }

    private static Collection<String> names(Map<String, TargetFile> here) {
        TreeSet<String> names = new TreeSet<>();
        here.keySet().forEach(target -> {
            Matcher name = MODULE.matcher(target);
            if (name.matches()) {
                names.add(name.group(1));
            }
        });
        return names;
    }

    private static Optional<TargetFile> newest(String module, Map<String, TargetFile> here) {
        return here.keySet().stream()
                .map(MODULE::matcher)
                .filter(name -> name.matches() && name.group(1).equals(module))
                .flatMap(name -> version(name.group(2)).stream())
                .max(Version::compareTo)
                .map(version -> here.get(ModuleRelease.targetName(module, version)));
    }

    private static Optional<Version> version(String text) {
        try {
            return Optional.of(Version.parse(text));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
