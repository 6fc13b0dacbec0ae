package dev.lockstep.core.node;

import dev.lockstep.core.audit.Audited;
import dev.lockstep.core.offline.BundleContents;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.transfer.Breakable;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.version.Version;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/**
 * Brings offline bundles into the distribution folder of this computer, for sites that no network reaches. A service of the
 * distribution bundle; safe for use by several threads: one import, mirror or verification at a time.
 *
 * <p>A bundle that is refused changes nothing: neither what is trusted nor what is distributed. Each reason has its code:
 * {@code BUNDLE_UNREADABLE}, {@code BUNDLE_ALTERED}, {@code BUNDLE_PARTIAL}, {@code BUNDLE_STALE}, {@code BUNDLE_FOREIGN},
 * {@code BUNDLE_OLDER}. What of its payloads had been copied by then is kept, and an import that is begun again goes on from there.
 */
public interface OfflineImport {
    /**
     * Verifies what a bundle says and that nothing is missing, without reading all its payloads; changes nothing.
     *
     * @param bundle its file, a folder into which it was unpacked, or a medium that holds exactly one
     * @throws dev.lockstep.core.problem.ProblemException with the reason for which it would be refused
     */
    Offer inspect(Path bundle, Progress progress);

    /**
     * Verifies a bundle with every byte of it, and makes all that it brings distributable, as a mirror does.
     *
     * @param bundle as in {@link #inspect}
     * @param progress told with the steps {@code list} and {@code import}, in bytes
     * @return what it brought
     * @throws dev.lockstep.core.problem.ProblemException with the reason for which it is refused, or {@code DISK_FULL}
     */
    @Audited
    Offer take(Path bundle, Progress progress);

    /**
     * Breaks off an import, or a look at a bundle, where that loses nothing: until it is announced. What was copied is kept.
     *
     * @param simulate only say what would come of it
     */
    @Audited
    Breakable.Attempt breakOff(boolean simulate);

    /**
     * The folder into which a bundle that comes over the network is written before it is imported; it exists, and is on the disk to
     * which the payloads go. Whoever writes a file there removes it.
     */
    Path uploads();

    /**
     * What a bundle brings.
     *
     * @param bundle where it is
     * @param created when it was exported, as it says itself
     * @param since the state of this site that it builds on; empty if it is complete in itself
     * @param expires until when it can be imported, and this site counts as fresh after it was; signed by the vendor
     * @param signedForIt whether the vendor signed this bundle; else it was put together by an operator from what the vendor signed
     * @param releases the releases in it, in ascending order
     * @param modules the modules in it, by name
     * @param withdrawn what of it is left out, because it must not be installed any more
     * @param bytes how many bytes the bundle has
     * @param missingBytes how many of them are not on this computer yet
     */
    record Offer(
            String bundle,
            Instant created,
            Optional<BundleContents.Base> since,
            Instant expires,
            boolean signedForIt,
            List<Version> releases,
            List<BundleContents.Module> modules,
            List<Problem> withdrawn,
            long bytes,
            long missingBytes) {
        public Offer {
            Objects.requireNonNull(bundle, "bundle");
            Objects.requireNonNull(created, "created");
            Objects.requireNonNull(since, "since");
            Objects.requireNonNull(expires, "expires");
            releases = List.copyOf(releases);
            modules = List.copyOf(modules);
            withdrawn = List.copyOf(withdrawn);
        }
    }
}
