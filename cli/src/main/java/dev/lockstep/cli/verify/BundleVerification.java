package dev.lockstep.cli.verify;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.cli.console.Screen;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.offline.BundleContents;
import dev.lockstep.core.offline.BundleProblems;
import dev.lockstep.core.offline.OfflineBundle;
import dev.lockstep.core.problem.Plurals;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.problem.Sizes;
import dev.lockstep.core.source.Transport;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.store.FileContentStore;
import dev.lockstep.core.transfer.PayloadTransfer;
import dev.lockstep.core.transfer.RateLimit;
import dev.lockstep.core.transfer.ReleaseContents;
import dev.lockstep.core.trust.BundleTrial;
import dev.lockstep.core.trust.VendorMetadata;
import dev.lockstep.core.trust.VendorTrust;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * Verifies a bundle as a site would that knows only its vendor's root and holds what a difference builds on.
 *
 * @param root what the site has pinned; empty if the bundle's own first root is believed
 */
record BundleVerification(Optional<Path> root, Clock clock) {
    private static final int BUFFER = 128 << 10;

    /** Throws the refusal, or tells what the bundle would bring. */
    void verify(OfflineBundle bundle, Screen screen, ObjectNode result) throws IOException {
        Path temporary = Files.createTempDirectory("lockstep-verify");
        try {
            FileContentStore store = new FileContentStore(temporary.resolve("store"));
            byte[] root = pinned(bundle);
            BundleTrial trial =
                    new VendorTrust(temporary.resolve("trust"), () -> Optional.of(root), store, clock).rehearse(bundle);
            Set<Blob> needed = needed(bundle, trial.metadata(), store);
            Set<Blob> elsewhere = new LinkedHashSet<>(needed);
            elsewhere.removeIf(bundle.contents()::holds);
            if (!elsewhere.isEmpty() && bundle.contents().since().isEmpty()) {
                throw BundleProblems.partial(
                        bundle.name(), Sentence.of("bundle.needs-others", Map.of("count", elsewhere.size())));
            }
            hashAll(bundle, screen);
            tell(bundle, trial, elsewhere, screen, result);
        } catch (ProblemException e) {
            throw BundleProblems.of(e, bundle.name());
        } finally {
            DurableFiles.deleteTree(temporary);
        }
    }

    private byte[] pinned(OfflineBundle bundle) throws IOException {
        if (root.isPresent()) {
            return Files.readAllBytes(root.get());
        }
        return bundle.read("metadata/vendor/1.root.json", 512 * 1024)
                .orElseThrow(() -> BundleProblems.partial(bundle.name(), Sentence.of("bundle.no-first-root")));
    }

    private static Set<Blob> needed(OfflineBundle bundle, VendorMetadata metadata, FileContentStore store)
            throws IOException {
        PayloadTransfer transfer = new PayloadTransfer(store, RateLimit.none());
        Set<Blob> needed = new LinkedHashSet<>();
        for (Version version : bundle.contents().releases()) {
            ReleaseContents contents = new ReleaseContents(store, metadata.release(version));
            transfer.fetch(bundle.transport(), contents.trees(), (step, done, total) -> {});
            needed.addAll(contents.trees());
            needed.addAll(contents.files(bundle.name()));
        }
        for (BundleContents.Module module : bundle.contents().modules()) {
            metadata.module(module.name(), module.version()).bundles().forEach(each -> needed.add(each.blob()));
        }
        return needed;
    }

    private static void hashAll(OfflineBundle bundle, Screen screen) throws IOException {
        long total = bundle.contents().payloads().values().stream()
                .mapToLong(Long::longValue)
                .sum();
        long done = 0;
        byte[] buffer = new byte[BUFFER];
        for (Blob payload : bundle.contents().blobs()) {
            String path = "targets/" + payload.digest().path();
            MessageDigest hash = Digest.algorithm();
            try (Transport.Content content = bundle.transport()
                            .open(path, 0)
                            .orElseThrow(() -> BundleProblems.partial(
                                    bundle.name(), Sentence.of("bundle.missing", Map.of("file", path))));
                    InputStream in = content.body()) {
                for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                    hash.update(buffer, 0, count);
                    done += count;
                    screen.progress().at("verify", done, total);
                }
            }
            if (!Digest.ofHash(hash.digest()).equals(payload.digest())) {
                throw BundleProblems.altered(bundle.name(), Sentence.of("bundle.other-file", Map.of("file", path)));
            }
        }
    }

    private void tell(OfflineBundle bundle, BundleTrial trial, Set<Blob> elsewhere, Screen screen, ObjectNode result) {
        BundleContents contents = bundle.contents();
        contents.releases().forEach(version -> screen.line("release " + version));
        contents.modules().forEach(module -> screen.line("module " + module));
        contents.since()
                .ifPresent(since -> screen.line(
                        "A difference: the site " + since.site() + " must still hold what it held at " + since.at()
                                + ", " + Plurals.english(elsewhere.size(), "payload", "payloads") + " of it."));
        screen.line(
                trial.signedForIt()
                        ? "Signed by the vendor for this bundle."
                        : "Put together by an operator; all that is in it is signed by the vendor.");
        if (root.isEmpty()) {
            screen.line("Not compared with the root that a site has pinned: see --root.");
        }
        screen.line("Sound: a site would import it until " + trial.expires() + ". "
                + Plurals.english(contents.payloads().size(), "payload", "payloads") + ", " + Sizes.text(bundle.bytes())
                + ".");
        result.put("sound", true)
                .put("signed", trial.signedForIt())
                .put("kind", contents.since().isPresent() ? "difference" : "complete")
                .put("expires", trial.expires().toString())
                .put("payloads", contents.payloads().size())
                .put("needsOfSite", elsewhere.size())
                .put("bytes", bundle.bytes());
        contents.releases().stream().map(Object::toString).forEach(result.putArray("releases")::add);
        contents.modules().stream().map(Object::toString).forEach(result.putArray("modules")::add);
    }
}
