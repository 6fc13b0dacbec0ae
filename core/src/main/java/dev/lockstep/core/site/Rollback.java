package dev.lockstep.core.site;

import dev.lockstep.core.trust.VendorMetadata;
import dev.lockstep.core.version.Version;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/** What computers go back to, and from which versions: the subject of a {@link RollbackApproval}. */
public sealed interface Rollback {
    /** What a person calls it. */
    String title();

    /**
     * Going back to a release from any that the vendor lists at this moment.
     *
     * @return empty if the vendor does not list it: nobody can take it then
     */
    static Optional<Rollback> toRelease(Version version, VendorMetadata vendor) {
        long newest = vendor.releases().stream()
                .mapToLong(VendorMetadata.OfferedRelease::counter)
                .max()
                .orElse(1);
        return vendor.offered(version).map(release -> new OfRelease(version, release.counter(), newest));
    }

    /** Going back to a version of a module from any newer one that is offered at this moment, or from one that is not any more. */
    static Rollback toModule(String name, Version version, Optional<Version> from, VendorMetadata vendor) {
        Version newest = Stream.concat(
                        vendor.modules().stream()
                                .filter(module -> module.name().equals(name))
                                .map(VendorMetadata.OfferedModule::version),
                        Stream.concat(from.stream(), Stream.of(version)))
                .max(Version::compareTo)
                .orElse(version);
        return new OfModule(name, version, newest);
    }

    /**
     * An older release.
     *
     * @param version to which they go back
     * @param counter the release counter of it, as the vendor signed it
     * @param upTo the highest release counter from which they may: releases that come later are not meant
     */
    record OfRelease(Version version, long counter, long upTo) implements Rollback {
        public OfRelease {
            Objects.requireNonNull(version, "version");
            if (counter < 1 || upTo < 1) {
                throw new IllegalArgumentException("release counters begin at 1, unlike " + counter + " and " + upTo);
            }
        }

        @Override
        public String title() {
            return "release " + version;
        }
    }

    /**
     * An older version of a module.
     *
     * @param name of the module
     * @param version to which they go back
     * @param upTo the highest version from which they may
     */
    record OfModule(String name, Version version, Version upTo) implements Rollback {
        public OfModule {
            Objects.requireNonNull(name, "name");
            if (upTo.compareTo(version) < 0) {
                throw new IllegalArgumentException("from " + upTo + " nobody goes back to " + version);
            }
        }

        @Override
        public String title() {
            return "module " + name + " " + version;
        }
    }
}
