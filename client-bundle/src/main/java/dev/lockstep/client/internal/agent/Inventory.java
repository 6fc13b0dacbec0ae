package dev.lockstep.client.internal.agent;

import dev.lockstep.client.internal.component.ComponentFolders;
import dev.lockstep.client.internal.journal.InstalledRelease;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.version.Version;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/** What this computer has: which components, and which versions of them. */
final class Inventory {
    private final Supplier<List<String>> components;
    private final ComponentFolders folders;
    private final NodeTrial node;
    private final InstalledRelease record;

    /**
     * The inventory.
     *
     * @param components the components that the settings name
     */
    Inventory(Supplier<List<String>> components, ComponentFolders folders, NodeTrial node, InstalledRelease record) {
        this.components = components;
        this.folders = folders;
        this.node = node;
        this.record = record;
    }

    /** The components of this computer, the node itself not among them. */
    List<String> components() {
        return components.get();
    }

    /** The current version of one component, the node itself too; empty if it is not there. */
    Optional<Version> version(String component) {
        if (component.equals(Release.NODE)) {
            return node.isPossible() ? node.pointer().current() : Optional.empty();
        }
        return folders.pointer(component).current();
    }

    /** The current versions by component. */
    SortedMap<String, Version> versions() {
        SortedMap<String, Version> versions = new TreeMap<>();
        version(Release.NODE).ifPresent(version -> versions.put(Release.NODE, version));
        for (String component : components()) {
            version(component).ifPresent(version -> versions.put(component, version));
        }
        return versions;
    }

    /**
     * The release that this computer runs. What an installer laid down without a record counts as the release of its oldest
     * component, so that a computer from an old installer is brought up.
     */
    Optional<Version> installed() {
        Optional<Version> recorded = installation().release();
        return recorded.isPresent()
                ? recorded
                : components().stream()
                        .flatMap(component -> version(component).stream())
                        .min(Version::compareTo);
    }

    /** The release that this computer ran before. */
    Optional<Version> previous() {
        return installation().previous();
    }

    private InstalledRelease.Installed installation() {
        return record.read();
    }

    /** Which components have to change so that this computer runs a release; none if it does. */
    List<String> outdated(Release release) {
        List<String> outdated = new java.util.ArrayList<>();
        if (node.isPossible() && release.component(Release.NODE).isPresent() && differs(Release.NODE, release)) {
            outdated.add(Release.NODE);
        }
        components().stream().filter(component -> differs(component, release)).forEach(outdated::add);
        return outdated;
    }

    private boolean differs(String component, Release release) {
        return !version(component).equals(Optional.of(release.version()));
    }

    /** Whether all components, the node aside, have a version. */
    boolean isWholly(Version version) {
        return components().stream().allMatch(component -> version(component).equals(Optional.of(version)));
    }

    /** Whether this computer runs a release with everything that it has. */
    boolean runs(Release release) {
        return installed().equals(Optional.of(release.version()))
                && outdated(release).isEmpty();
    }
}
