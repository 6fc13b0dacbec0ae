package dev.lockstep.modules.internal;

import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.version.Version;
import dev.lockstep.modules.internal.deployment.DeployedBundle;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * The single truth about this computer's modules. The framework's cache is derived from it and may be thrown away.
 *
 * @param entries the modules that are wanted here, ordered by name; one version of each
 * @param deployed the bundles that the last transaction left in the framework
 * @param failures how often modules failed, by {@link #key}
 * @param contents the bytes that were seen for a version of a module, by {@link #key}
 * @param attempt the modules that a transaction under way adds; not empty at a start only if the node died during it
 */
record ModuleList(
        List<Entry> entries,
        List<DeployedBundle> deployed,
        SortedMap<String, Failure> failures,
        SortedMap<String, String> contents,
        List<String> attempt) {
    static final ModuleList EMPTY = new ModuleList(List.of(), List.of(), new TreeMap<>(), new TreeMap<>(), List.of());

    ModuleList {
        entries = entries.stream()
                .sorted(Comparator.comparing(entry -> entry.module().name()))
                .toList();
        deployed = List.copyOf(deployed);
        failures = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(failures));
        contents = java.util.Collections.unmodifiableSortedMap(new TreeMap<>(contents));
        attempt = List.copyOf(attempt);
    }

    /**
     * One module.
     *
     * @param module which
     * @param requested whether a person or the server asked for it; else another module needs it
     */
    record Entry(ModuleRelease module, boolean requested) {}

    /**
     * What went wrong with a version of a module.
     *
     * @param count how often
     * @param reason the last time
     */
    record Failure(int count, String reason) {}

    static String key(String name, Version version) {
        return name + " " + version;
    }

    static String key(ModuleRelease module) {
        return key(module.name(), module.version());
    }

    List<ModuleRelease> modules() {
        return entries.stream().map(Entry::module).toList();
    }

    Optional<Entry> entry(String name) {
        return entries.stream()
                .filter(entry -> entry.module().name().equals(name))
                .findFirst();
    }

    /** The modules that somebody asked for. */
    List<ModuleRelease> requested() {
        return entries.stream().filter(Entry::requested).map(Entry::module).toList();
    }

    /** With other modules, whose contents are remembered. */
    ModuleList withEntries(List<Entry> others) {
        Map<String, String> known = new TreeMap<>(contents);
        others.forEach(entry -> known.putIfAbsent(key(entry.module()), ModuleContents.of(entry.module())));
        return new ModuleList(others, deployed, failures, new TreeMap<>(known), attempt);
    }

    ModuleList withDeployed(List<DeployedBundle> bundles) {
        return new ModuleList(entries, bundles, failures, contents, List.of());
    }

    ModuleList withAttempt(List<String> keys) {
        return new ModuleList(entries, deployed, failures, contents, keys);
    }

    /** With one more failure of some modules, and no attempt. */
    ModuleList withFailure(List<String> keys, String reason) {
        TreeMap<String, Failure> more = new TreeMap<>(failures);
        for (String key : keys) {
            int before = more.containsKey(key) ? more.get(key).count() : 0;
            more.put(key, new Failure(before + 1, reason));
        }
        return new ModuleList(entries, deployed, more, contents, List.of());
    }

    /** Without the failures of some modules: they work, or somebody wants them tried again. */
    ModuleList withoutFailures(List<String> keys) {
        TreeMap<String, Failure> fewer = new TreeMap<>(failures);
        new ArrayList<>(keys).forEach(fewer::remove);
        return new ModuleList(entries, deployed, fewer, contents, attempt);
    }
}
