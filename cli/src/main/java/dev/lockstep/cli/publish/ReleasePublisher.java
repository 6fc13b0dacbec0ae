package dev.lockstep.cli.publish;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.cli.console.Failure;
import dev.lockstep.cli.repository.Publishing;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.release.Release.ComponentRelease;
import dev.lockstep.core.release.Release.PlatformTree;
import dev.lockstep.core.release.ReleaseJson;
import dev.lockstep.core.release.Tree;
import dev.lockstep.core.tuf.UnsafeNameException;
import dev.lockstep.core.tuf.model.TargetFile;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Makes a release of folders and puts it among what is going to be signed. */
final class ReleasePublisher {
    private static final String PREFIX = "releases/";
    private static final String LOWEST = "lowestCounter";

    private final Publishing publishing;
    private final InstantSource clock;

    ReleasePublisher(Publishing publishing, InstantSource clock) {
        this.publishing = publishing;
        this.clock = clock;
    }

    /**
     * What came of it.
     *
     * @param release the release as it is published
     * @param lacks what the release before has and this one lacks, on purpose
     * @param isNew false if the same was published before
     */
    record Outcome(Release release, Optional<MissingParts> lacks, boolean isNew) {}

    /**
     * Publishes; or finds that the same is published already, which is fine.
     *
     * @throws Failure if this version is published with other contents, or the order contradicts what is published
     */
    Outcome publish(ReleaseOrder order) throws IOException, UnsafeNameException, Failure {
        String target = Release.targetName(order.version());
        Optional<byte[]> before = publishing.description(target);
        Optional<Release> published = before.map(ReleaseJson::readRelease);
        requireFloors(order);
        Optional<MissingParts> lacks = Optional.empty();
        if (published.isEmpty()) {
            lacks = before(order).flatMap(older -> MissingParts.between(older, order));
            MissingParts.requireMeant(lacks, order);
        }
        Release release = release(
                order,
                components(order),
                published.map(Release::counter).orElseGet(this::nextCounter),
                published.map(Release::released).orElseGet(() -> clock.instant().truncatedTo(ChronoUnit.SECONDS)));
        if (published.isPresent()) {
            requireSame(published.get(), release, before.get());
            return new Outcome(release, lacks, raised(order, release, before.get()));
        }
        if (release.counter() < nextCounter()) {
            throw new Failure(
                    "RELEASE-COUNTER",
                    "The counter " + release.counter() + " is used up; the next release has at least " + nextCounter()
                            + ".");
        }
        byte[] description = ReleaseJson.write(release);
        requireReadable(() -> ReleaseJson.readRelease(description));
        publishing.describe(target, description, custom(release, lowest(order, release)));
        return new Outcome(release, lacks, true);
    }

    /** The release that this one follows in its channel; empty if it is the first, or the lowest. */
    private Optional<Release> before(ReleaseOrder order) throws IOException, UnsafeNameException, Failure {
        Optional<Version> older = publishing.targets().values().stream()
                .filter(target -> order.channel()
                        .equals(target.custom().at("/lockstep/channel").asText()))
                .flatMap(target -> versionOf(target).stream())
                .filter(version -> version.compareTo(order.version()) < 0)
                .max(Version::compareTo);
        if (older.isEmpty()) {
            return Optional.empty();
        }
        return publishing.description(Release.targetName(older.get())).map(ReleaseJson::readRelease);
    }

    private static Optional<Version> versionOf(TargetFile target) {
        String text = target.custom().at("/lockstep/version").asText();
        try {
            Version version = Version.parse(text);
            return target.path().equals(Release.targetName(version)) ? Optional.of(version) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** Signs another floor for a release that is published: its files stay what they are. */
    private boolean raised(ReleaseOrder order, Release release, byte[] description)
            throws IOException, UnsafeNameException, Failure {
        String target = Release.targetName(release.version());
        Optional<Long> lowest = lowest(order, release);
        long before = publishing
                .targets()
                .get(target)
                .custom()
                .path("lockstep")
                .path(LOWEST)
                .asLong(0);
        if (lowest.isEmpty() || lowest.get() == before) {
            return false;
        }
        publishing.describe(target, description, custom(release, lowest));
        return true;
    }

    private static ObjectNode custom(Release release, Optional<Long> lowest) {
        ObjectNode custom = JsonNodeFactory.instance
                .objectNode()
                .put("kind", "release")
                .put("version", release.version().toString())
                .put("channel", release.channel())
                .put("counter", release.counter());
        lowest.ifPresent(counter -> custom.put(LOWEST, counter));
        return custom;
    }

    private Optional<Long> lowest(ReleaseOrder order, Release release) throws Failure {
        if (order.lowest().isEmpty() || order.lowest().get().equals(release.version())) {
            return order.lowest().map(version -> release.counter());
        }
        Version version = order.lowest().get();
        TargetFile target = publishing.targets().get(Release.targetName(version));
        if (target == null) {
            throw new Failure("RELEASE-FLOOR", "Release " + version + " of --no-return-below is not published here.");
        }
        long counter = target.custom().path("lockstep").path("counter").asLong();
        if (counter > release.counter()) {
            throw new Failure(
                    "RELEASE-FLOOR",
                    "Nobody could run release " + release.version() + " itself: " + version
                            + " of --no-return-below was published after it.");
        }
        return Optional.of(counter);
    }

    private static Release release(
            ReleaseOrder order, List<ComponentRelease> components, long counter, Instant released) throws Failure {
        try {
            return new Release(
                    order.version(),
                    order.channel(),
                    order.counter().orElse(counter),
                    released,
                    components,
                    order.floors(),
                    order.warnings(),
                    order.compatibleRange());
        } catch (IllegalArgumentException e) {
            throw new Failure("RELEASE-INVALID", "The release cannot be made: " + e.getMessage() + ".", e);
        }
    }

    private List<ComponentRelease> components(ReleaseOrder order) throws IOException, Failure {
        Map<ComponentSource, FolderScan> scans = new LinkedHashMap<>();
        for (ComponentSource source : order.components()) {
            FolderScan scan = FolderScan.of(source.folder());
            scan.requireNoSecrets(order.notSecret());
            scan.requireRunnable(source.name());
            publishing.payloads().expect(scan.bytes());
            scans.put(source, scan);
        }
        Map<String, List<PlatformTree>> trees = new LinkedHashMap<>();
        for (Map.Entry<ComponentSource, FolderScan> scan : scans.entrySet()) {
            trees.computeIfAbsent(scan.getKey().name(), name -> new ArrayList<>())
                    .add(tree(scan.getKey(), scan.getValue()));
        }
        List<ComponentRelease> components = new ArrayList<>();
        try {
            trees.forEach((name, platforms) -> components.add(new ComponentRelease(name, platforms)));
        } catch (IllegalArgumentException e) {
            throw new Failure("RELEASE-INVALID", "The release cannot be made: " + e.getMessage() + ".", e);
        }
        return components;
    }

    private PlatformTree tree(ComponentSource source, FolderScan scan) throws IOException, Failure {
        Tree tree = scan.store(publishing.payloads());
        if (tree.files().isEmpty()) {
            throw new Failure("COMPONENT-FOLDER", source.folder() + " holds no file.");
        }
        byte[] document = ReleaseJson.write(tree);
        requireReadable(() -> ReleaseJson.readTree(document));
        return new PlatformTree(
                source.platform(),
                publishing.payloads().add(document),
                tree.files().size(),
                tree.bytes());
    }

    /** Nothing is published that clients would refuse, such as a document that is too long. */
    private static void requireReadable(Runnable reading) throws Failure {
        try {
            reading.run();
        } catch (IllegalArgumentException e) {
            throw new Failure("RELEASE-INVALID", "The release cannot be made: " + e.getMessage() + ".", e);
        }
    }

    private void requireFloors(ReleaseOrder order) throws Failure {
        for (Version floor : order.floors()) {
            if (floor.compareTo(order.version()) >= 0) {
                throw new Failure(
                        "RELEASE-FLOOR", "The floor " + floor + " is not below the release " + order.version() + ".");
            }
            if (!publishing.targets().containsKey(Release.targetName(floor))) {
                throw new Failure("RELEASE-FLOOR", "The floor " + floor + " is not published here.");
            }
        }
    }

    private static void requireSame(Release published, Release release, byte[] before) throws Failure {
        if (Arrays.equals(before, ReleaseJson.write(release))) {
            return;
        }
        List<String> differences = new ArrayList<>();
        for (ComponentRelease component : release.components()) {
            if (!published.component(component.name()).equals(Optional.of(component))) {
                differences.add("the files of " + component.name());
            }
        }
        for (ComponentRelease component : published.components()) {
            if (release.component(component.name()).isEmpty()) {
                differences.add(component.name() + " is missing");
            }
        }
        if (differences.isEmpty()) {
            differences.add("channel, counter, floors, warnings or compatibility");
        }
        throw new Failure(
                "RELEASE-EXISTS",
                "Release " + published.version() + " is published already with other contents ("
                        + String.join(", ", differences)
                        + "). What is published is never changed: give the release another version.");
    }

    private long nextCounter() {
        return publishing.targets().values().stream()
                        .filter(target -> target.path().startsWith(PREFIX))
                        .mapToLong(target ->
                                target.custom().path("lockstep").path("counter").asLong())
                        .max()
                        .orElse(0)
                + 1;
    }
}
