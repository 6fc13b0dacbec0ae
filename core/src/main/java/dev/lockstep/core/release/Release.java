package dev.lockstep.core.release;

import dev.lockstep.core.store.Blob;
import dev.lockstep.core.version.Version;
import dev.lockstep.core.version.VersionRange;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * A version of the whole system, as the vendor signs it: every component at once, so that all have the same version.
 *
 * <p>It is the target {@code releases/<version>.json} of the vendor's repository.
 *
 * @param version its version
 * @param channel for whom it is, such as {@code stable}
 * @param counter rises with every release that the vendor makes; a client never goes below its floor by itself
 * @param released when
 * @param components what it consists of
 * @param floors versions that must be installed before this one, one after the other, if the computer is older
 * @param warnings what an administrator confirms before installing it
 * @param compatible the versions of other computers that it works together with while a switch is under way
 */
public record Release(
        Version version,
        String channel,
        long counter,
        Instant released,
        List<ComponentRelease> components,
        List<Version> floors,
        List<Warning> warnings,
        VersionRange compatible) {

    public Release {
        Objects.requireNonNull(version, "version");
        Names.require("channel", channel);
        Objects.requireNonNull(released, "released");
        components = List.copyOf(components);
        floors = floors.stream().sorted().toList();
        warnings = List.copyOf(warnings);
        Objects.requireNonNull(compatible, "compatible");
        if (counter < 1) {
            throw new IllegalArgumentException("a release counter starts at 1, not at " + counter);
        }
        Set<String> names = new HashSet<>();
        for (ComponentRelease component : components) {
            if (!names.add(component.name())) {
                throw new IllegalArgumentException("the component " + component.name() + " is there twice");
            }
        }
    }

    /** The name of the signed target that describes a release. */
    public static String targetName(Version version) {
        return "releases/" + version + ".json";
    }

    /** A component by its name. */
    public Optional<ComponentRelease> component(String name) {
        return components.stream().filter(c -> c.name().equals(name)).findFirst();
    }

    /**
     * One component of a release.
     *
     * @param name for example {@code metering-server}; the node itself is {@value Release#NODE}
     * @param trees one for each platform it is made for
     */
    public record ComponentRelease(String name, List<PlatformTree> trees) {
        public ComponentRelease {
            Names.require("component", name);
            trees = List.copyOf(trees);
            if (trees.stream().map(PlatformTree::platform).distinct().count() != trees.size()) {
                throw new IllegalArgumentException("the component " + name + " has two trees for one platform");
            }
        }

        /** The tree for a platform: the one made for exactly it, else the one for any. */
        public Optional<PlatformTree> treeFor(Platform platform) {
            return trees.stream()
                    .filter(tree -> tree.platform().equals(platform))
                    .findFirst()
                    .or(() -> trees.stream()
                            .filter(tree -> tree.platform().equals(Platform.ANY))
                            .findFirst());
        }
    }

    /**
     * A component's files for one platform.
     *
     * @param platform what they run on
     * @param tree the payload that holds the {@link Tree} as JSON
     * @param files how many files
     * @param bytes their lengths together
     */
    public record PlatformTree(Platform platform, Blob tree, long files, long bytes) {
        public PlatformTree {
            Objects.requireNonNull(platform, "platform");
            Objects.requireNonNull(tree, "tree");
            if (files < 0 || bytes < 0) {
                throw new IllegalArgumentException("a tree cannot have " + files + " files of " + bytes + " bytes");
            }
        }
    }

    /**
     * What an administrator should know before the release is installed.
     *
     * @param message the text
     * @param help a link to more; empty if there is none
     */
    public record Warning(String message, String help) {
        public Warning {
            Objects.requireNonNull(message, "message");
            Objects.requireNonNull(help, "help");
        }
    }

    /** The component that is the node itself: the agent and all its bundles. Always switched first. */
    public static final String NODE = "lockstep-node";
}
