package dev.lockstep.core.site;

import dev.lockstep.core.audit.AuditHead;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.trust.VendorMetadata;
import dev.lockstep.core.tuf.MetadataCopy;
import dev.lockstep.core.tuf.model.MetadataType;
import dev.lockstep.core.tuf.model.SignedMetadata;
import dev.lockstep.core.tuf.model.Timestamp;
import dev.lockstep.core.version.Version;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The status that a site without network sends to its vendor: which versions run, what is wrong, and what it holds, so that the
 * next bundle need not bring it again.
 *
 * <p>It holds names of computers, and no addresses, settings, users or secrets: of a problem only its code.
 *
 * @param site which site it is
 * @param at when it was written
 * @param vendor what is trusted of the vendor; empty before the first import
 * @param assigned the release that is assigned to all computers; empty if none is
 * @param held the signed targets that the distribution folder holds complete, such as {@code releases/1.1.0.json}
 * @param computers the computers of the site, the server first
 * @param audit how far the server's audit log has come; empty if it cannot be read
 */
public record SiteStatus(
        SiteFingerprint site,
        Instant at,
        Optional<Vendor> vendor,
        Optional<Version> assigned,
        SortedMap<String, Blob> held,
        List<Computer> computers,
        Optional<AuditHead> audit) {
    public SiteStatus {
        Objects.requireNonNull(site, "site");
        Objects.requireNonNull(at, "at");
        Objects.requireNonNull(vendor, "vendor");
        Objects.requireNonNull(assigned, "assigned");
        held = Collections.unmodifiableSortedMap(new TreeMap<>(held));
        computers = List.copyOf(computers);
        Objects.requireNonNull(audit, "audit");
    }

    /**
     * What a site trusts of its vendor.
     *
     * @param first the SHA-256 of the vendor's first root; empty if the site began with a later one and never met it
     * @param versions the versions of the top-level roles
     * @param expires until when the vendor vouched that this is the newest
     */
    public record Vendor(Optional<Digest> first, SortedMap<String, Long> versions, Instant expires) {
        private static final Pattern FILE = Pattern.compile("([1-9][0-9]{0,17})\\.(root|snapshot|targets)\\.json");

        public Vendor {
            Objects.requireNonNull(first, "first");
            versions = Collections.unmodifiableSortedMap(new TreeMap<>(versions));
            Objects.requireNonNull(expires, "expires");
        }

        /** What a site says that trusts this. */
        public static Vendor of(VendorMetadata trusted) {
            SortedMap<String, Long> versions = new TreeMap<>();
            Optional<Digest> first = Optional.empty();
            Instant expires = Instant.EPOCH;
            for (MetadataCopy file : trusted.files()) {
                Matcher name = FILE.matcher(file.name());
                if (file.name().equals("1.root.json")) {
                    first = Optional.of(Digest.of(file.bytes()));
                }
                if (name.matches()) {
                    versions.merge(name.group(2), Long.parseLong(name.group(1)), Math::max);
                } else if (file.name().equals("timestamp.json")) {
                    Timestamp timestamp = SignedMetadata.parse(file.bytes(), MetadataType.TIMESTAMP)
                            .signed();
                    versions.put("timestamp", timestamp.version());
                    expires = timestamp.expires();
                }
            }
            return new Vendor(first, versions, expires);
        }
    }

    /**
     * A computer of the site.
     *
     * @param name its name
     * @param platform its operating system and processor
     * @param components versions by component
     * @param modules versions of the active modules by name
     * @param checked when it last checked for updates successfully
     * @param problem the code of its last problem; empty if it has none
     */
    public record Computer(
            String name,
            String platform,
            SortedMap<String, Version> components,
            SortedMap<String, Version> modules,
            Optional<Instant> checked,
            Optional<String> problem) {
        public Computer {
            Objects.requireNonNull(name, "name");
            Objects.requireNonNull(platform, "platform");
            components = Collections.unmodifiableSortedMap(new TreeMap<>(components));
            modules = Collections.unmodifiableSortedMap(new TreeMap<>(modules));
            Objects.requireNonNull(checked, "checked");
            Objects.requireNonNull(problem, "problem");
        }
    }
}
