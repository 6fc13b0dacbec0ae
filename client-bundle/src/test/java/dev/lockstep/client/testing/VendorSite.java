package dev.lockstep.client.testing;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.release.Platform;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.release.ReleaseJson;
import dev.lockstep.core.release.Tree;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.trust.Withdrawal;
import dev.lockstep.core.trust.Withdrawals;
import dev.lockstep.core.tuf.ConsistentNames;
import dev.lockstep.core.tuf.model.Hashes;
import dev.lockstep.core.tuf.model.TargetFile;
import dev.lockstep.core.version.Version;
import dev.lockstep.core.version.VersionRange;
import dev.lockstep.signing.repository.Ed25519Signer;
import dev.lockstep.signing.repository.KeyRing;
import dev.lockstep.signing.repository.Lifetimes;
import dev.lockstep.signing.repository.Publication;
import dev.lockstep.signing.repository.RoleKeys;
import dev.lockstep.signing.repository.RootPlan;
import dev.lockstep.signing.repository.TufRepository;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** A vendor's published folder, signed for real. */
public final class VendorSite {
    private final Path folder;
    private final Ed25519Signer signer = Ed25519Signer.generate();
    private final KeyRing keys = KeyRing.of(signer);
    private final TufRepository repository;
    private final byte[] root;
    private long counter;
    private long lowest;

    /** An empty repository. */
    public VendorSite(Path folder) {
        this.folder = folder;
        this.repository = new TufRepository(folder.resolve("metadata/vendor"), Clock.systemUTC(), Lifetimes.vendor());
        RoleKeys own = RoleKeys.single(signer.publicKey());
        try {
            this.root = repository.initialise(new RootPlan(own, own, own, own), keys);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** The folder that a web server would serve. */
    public Path folder() {
        return folder;
    }

    /** The root that an installer pins. */
    public byte[] root() {
        return root.clone();
    }

    /** What a release is made of. */
    public record Contents(
            Map<String, Map<String, String>> components, List<String> floors, List<Release.Warning> warnings) {
        public Contents(Map<String, Map<String, String>> components) {
            this(components, List.of(), List.of());
        }

        public Contents withFloors(String... versions) {
            return new Contents(components, List.of(versions), warnings);
        }

        public Contents withWarning(String text) {
            return new Contents(components, floors, List.of(new Release.Warning(text, "")));
        }
    }

    /** Publishes a release; each component is a map of paths without folders to texts. */
    public void publish(String version, Contents contents) {
        publish(version, "stable", Platform.ANY, contents);
    }

    /** Publishes a release with which the vendor forbids to go back below a release counter. */
    public void publish(String version, long lowest, Contents contents) {
        this.lowest = lowest;
        publish(version, contents);
    }

    /** Publishes a release for one platform in a channel. */
    public void publish(String version, String channel, Platform platform, Contents contents) {
        counter++;
        List<Release.ComponentRelease> components = new ArrayList<>();
        contents.components().forEach((name, files) -> {
            Tree tree = tree(files);
            Blob blob = payload(ReleaseJson.write(tree));
            components.add(new Release.ComponentRelease(
                    name, List.of(new Release.PlatformTree(platform, blob, files.size(), tree.bytes()))));
        });
        Release release = new Release(
                Version.parse(version),
                channel,
                counter,
                Instant.parse("2026-11-22T10:00:00Z"),
                components,
                contents.floors().stream().map(Version::parse).toList(),
                contents.warnings(),
                VersionRange.parse("[0.0.1,)"));
        target(Release.targetName(release.version()), ReleaseJson.write(release), channel);
    }

    /** Signs what must not be installed any more; nothing else counts as withdrawn then. */
    public void withdraws(Withdrawals list) {
        TargetFile target = list.target(Withdrawals.TARGET);
        try (Publication change = repository.begin(keys)) {
            change.add(target);
            change.commit();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Withdraws one release. */
    public void withdraws(String version, String reason) {
        withdraws(new Withdrawals(List.of(new Withdrawal(
                Withdrawal.What.release(Version.parse(version)), Withdrawal.Origin.VENDOR, reason, Optional.empty()))));
    }

    private Tree tree(Map<String, String> files) {
        List<Tree.Entry> entries = new ArrayList<>();
        files.forEach((path, text) ->
                entries.add(new Tree.File(path, payload(text.getBytes(StandardCharsets.UTF_8)), path.endsWith(".sh"))));
        return new Tree(entries);
    }

    private Blob payload(byte[] bytes) {
        Blob blob = Blob.of(bytes);
        write(folder.resolve("targets").resolve(blob.digest().path()), bytes);
        return blob;
    }

    private void target(String name, byte[] bytes, String channel) {
        ObjectNode custom = JsonNodeFactory.instance.objectNode();
        custom.putObject("lockstep")
                .put("kind", "release")
                .put("channel", channel)
                .put("counter", counter)
                .put("lowestCounter", lowest);
        TargetFile target = new TargetFile(
                name, bytes.length, Hashes.sha256(Blob.of(bytes).digest().hex()), custom);
        try {
            write(ConsistentNames.target(folder.resolve("targets"), target), bytes);
            try (Publication change = repository.begin(keys)) {
                change.add(target);
                change.commit();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private static void write(Path file, byte[] bytes) {
        try {
            Files.createDirectories(file.getParent());
            Files.write(file, bytes);
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }
}
