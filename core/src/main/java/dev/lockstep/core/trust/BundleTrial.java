package dev.lockstep.core.trust;

import dev.lockstep.core.offline.BundleContents;
import dev.lockstep.core.offline.BundleProblems;
import dev.lockstep.core.offline.BundleStatement;
import dev.lockstep.core.offline.OfflineBundle;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.tuf.ConsistentNames;
import dev.lockstep.core.tuf.ExpiredMetadataException;
import dev.lockstep.core.tuf.MetadataReader;
import dev.lockstep.core.tuf.MissingMetadataException;
import dev.lockstep.core.tuf.RefreshResult;
import dev.lockstep.core.tuf.RoleRemovedException;
import dev.lockstep.core.tuf.RollbackException;
import dev.lockstep.core.tuf.TufException;
import dev.lockstep.core.tuf.model.MetadataType;
import dev.lockstep.core.tuf.model.Root;
import dev.lockstep.core.tuf.model.SignedMetadata;
import java.io.IOException;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What would be trusted after an offline bundle was imported.
 *
 * @param metadata what the vendor signed, verified from what is trusted now
 * @param expires until when the vendor vouches that this is the newest
 * @param signedForIt whether the vendor signed this very bundle, and not only what is in it
 */
public record BundleTrial(VendorMetadata metadata, Instant expires, boolean signedForIt) {
    private static final int LONGEST_ROOT = 512 * 1024;
    private static final int FINGERPRINT = 16;

    public BundleTrial {
        Objects.requireNonNull(metadata, "metadata");
        Objects.requireNonNull(expires, "expires");
    }

    static BundleTrial of(OfflineBundle bundle, VendorMetadata metadata, RefreshResult result) throws IOException {
        requireFirstRoot(bundle);
        requireListed(bundle, metadata);
        return new BundleTrial(metadata, Collections.min(result.expires().values()), isSignedForIt(bundle));
    }

    /**
     * Refuses a bundle whose roots are not those of the vendor that is trusted.
     *
     * @param trusted the root that is trusted now
     * @param earlier the roots that were trusted before
     */
    static void requireSameVendor(OfflineBundle bundle, byte[] trusted, MetadataReader earlier) throws IOException {
        long newest = version(trusted);
        for (long version = newest; version >= 1; version--) {
            Optional<byte[]> offered = root(bundle, version);
            Optional<byte[]> known = version == newest
                    ? Optional.of(trusted)
                    : earlier.readRoot(version).filter(BundleTrial::isRoot);
            if (offered.isPresent() && known.isPresent()) {
                requireSame(bundle, version, known.get(), offered.get());
            }
            if (offered.isPresent() && version < newest) {
                throw BundleProblems.refused(
                        ProblemCode.BUNDLE_OLDER,
                        bundle.name(),
                        Sentence.of("bundle.older-root", Map.of("root", version, "trusted", newest)));
            }
            if (offered.isPresent()) {
                return;
            }
        }
        throw BundleProblems.partial(bundle.name(), Sentence.of("bundle.no-root", Map.of("root", newest)));
    }

    /** What the disk has damaged says nothing about anybody's bundle. */
    static boolean isRoot(byte[] bytes) {
        try {
            return version(bytes) > 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static long version(byte[] root) {
        return SignedMetadata.parse(root, MetadataType.ROOT).signed().version();
    }

    private static void requireSame(OfflineBundle bundle, long version, byte[] known, byte[] offered) {
        if (!isSame(SignedMetadata.parse(known, MetadataType.ROOT), offered)) {
            throw BundleProblems.refused(
                    ProblemCode.BUNDLE_FOREIGN,
                    bundle.name(),
                    Sentence.of(
                            "bundle.other-root",
                            Map.of(
                                    "root", version,
                                    "offered", shown(Digest.of(offered)),
                                    "known", shown(Digest.of(known)))));
        }
    }

    private static boolean isSame(SignedMetadata<Root> known, byte[] offered) {
        try {
            return Arrays.equals(
                    known.signedBytes(),
                    SignedMetadata.parse(offered, MetadataType.ROOT).signedBytes());
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static Optional<byte[]> root(OfflineBundle bundle, long version) throws IOException {
        return bundle.read(ConsistentNames.VENDOR_METADATA + ConsistentNames.metadata("root", version), LONGEST_ROOT);
    }

    private static String shown(Digest digest) {
        return digest.hex().substring(0, FINGERPRINT);
    }

    private static void requireFirstRoot(OfflineBundle bundle) throws IOException {
        Optional<byte[]> first = root(bundle, 1);
        if (first.isEmpty()) {
            throw BundleProblems.partial(bundle.name(), Sentence.of("bundle.no-first-root"));
        }
        if (!Digest.of(first.get()).equals(bundle.contents().vendor())) {
            throw BundleProblems.altered(bundle.name(), Sentence.of("bundle.other-vendor"));
        }
    }

    private static void requireListed(OfflineBundle bundle, VendorMetadata metadata) {
        BundleContents contents = bundle.contents();
        Stream.concat(
                        contents.releases().stream().map(Release::targetName),
                        contents.modules().stream()
                                .map(module -> ModuleRelease.targetName(module.name(), module.version())))
                .filter(name -> metadata.target(name).isEmpty())
                .findFirst()
                .ifPresent(name -> {
                    throw BundleProblems.altered(bundle.name(), Sentence.of("bundle.unsigned", Map.of("file", name)));
                });
    }

    /** Whether the timestamp, which is verified by now, names the list of this bundle. */
    private static boolean isSignedForIt(OfflineBundle bundle) {
        boolean same = BundleStatement.names(bundle.timestamp(), bundle.list());
        if (!same && !bundle.contents().passedOn()) {
            throw BundleProblems.altered(bundle.name(), Sentence.of("bundle.other-list"));
        }
        return same;
    }

    /** Why a bundle's metadata is refused. */
    static ProblemException refused(OfflineBundle bundle, TufException e) {
        ProblemCode code = ProblemCode.BUNDLE_ALTERED;
        if (e instanceof RollbackException || e instanceof RoleRemovedException) {
            code = ProblemCode.BUNDLE_OLDER;
        } else if (e instanceof ExpiredMetadataException) {
            code = ProblemCode.BUNDLE_STALE;
        } else if (e instanceof MissingMetadataException) {
            code = ProblemCode.BUNDLE_PARTIAL;
        }
        ProblemException refused = BundleProblems.refused(code, bundle.name(), Sentence.said(e));
        refused.initCause(e);
        return refused;
    }
}
