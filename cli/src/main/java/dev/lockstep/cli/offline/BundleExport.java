package dev.lockstep.cli.offline;

import dev.lockstep.cli.console.Failure;
import dev.lockstep.cli.repository.TrustedRepository;
import dev.lockstep.cli.verify.DescriptionCheck;
import dev.lockstep.cli.verify.Finding;
import dev.lockstep.core.offline.BundleContents;
import dev.lockstep.core.offline.BundleStatement;
import dev.lockstep.core.offline.BundleWriter;
import dev.lockstep.core.offline.OfflineBundle;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.tuf.CodedException;
import dev.lockstep.core.tuf.ConsistentNames;
import dev.lockstep.core.tuf.MetadataCopy;
import dev.lockstep.core.tuf.TrustedTarget;
import dev.lockstep.core.tuf.model.TargetFile;
import dev.lockstep.signing.repository.KeyRing;
import dev.lockstep.signing.repository.Signer;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Determines the contents of a bundle, and has it signed. */
final class BundleExport {
    private static final Duration USUAL = Duration.ofDays(30);

    private final ExportSource place;
    private final Clock clock;
    private final ExportSelection choice;
    private final Optional<SiteState> state;

    BundleExport(ExportSource place, Clock clock, ExportSelection choice, Optional<SiteState> state) {
        this.place = place;
        this.clock = clock;
        this.choice = choice;
        this.state = state;
    }

    /**
     * What is to be written.
     *
     * @param contents the list
     * @param writer writes it, with the timestamp that goes along
     * @param expires until when it can be imported
     * @param leftOut how many payloads the site has already
     * @param leftOutBytes how many bytes they have
     */
    record Export(BundleContents contents, BundleWriter writer, Instant expires, long leftOut, long leftOutBytes) {}

    /**
     * Draws up a bundle.
     *
     * @param signers keys of the timestamp role; there can be none
     * @param life how long it shall be usable
     * @param dryRun whether the published folder stays as it is
     */
    Export prepare(List<Signer> signers, Optional<Duration> life, boolean dryRun) throws IOException, CodedException {
        boolean own = !signers.isEmpty();
        KeyRing ring = KeyRing.of(signers);
        if (own && !dryRun) {
            // A version of its own, so that a site which has imported before sees that this one is newer.
            place.published().repository(clock).renewTimestamp(ring);
        }
        TrustedRepository trusted =
                TrustedRepository.read(place.published(), place.published().firstRoot(), clock);
        Digest vendor = Digest.of(Files.readAllBytes(place.published().firstRoot()));
        if (state.isPresent()) {
            state.get().require(vendor, trusted, place.published().folder());
        }
        Map<String, TargetFile> chosen =
                choice.of(place, trusted.listing().targets()).targets();
        Map<String, TargetFile> wanted = new TreeMap<>(chosen);
        wanted.values().removeIf(target -> state.isPresent() && state.get().holds(target));
        Set<Blob> payloads = new LinkedHashSet<>(needed(wanted.values(), true));
        Set<Blob> held = held(trusted);
        held.retainAll(payloads);
        payloads.removeAll(held);
        ExportSelection.Chosen brought = new ExportSelection.Chosen(wanted);
        BundleContents contents = new BundleContents(
                        vendor,
                        clock.instant().truncatedTo(ChronoUnit.SECONDS),
                        state.map(SiteState::base),
                        !own,
                        brought.releases(),
                        brought.modules(),
                        files(trusted, wanted.values()),
                        Collections.emptySortedMap())
                .withPayloads(payloads);
        Instant end = own ? end(trusted, life) : passedOn(trusted);
        byte[] timestamp = trusted.files().get(trusted.files().size() - 1).bytes();
        if (own) {
            timestamp = place.published()
                    .repository(clock)
                    .timestampFor(end, BundleStatement.members(contents.toBytes()), ring);
        }
        return new Export(
                contents,
                new BundleWriter(contents, timestamp),
                end,
                held.size(),
                held.stream().mapToLong(Blob::length).sum());
    }

    /** The bundle ends before anything in it does. */
    private Instant end(TrustedRepository trusted, Optional<Duration> life) throws Failure {
        Map<String, Instant> others = new TreeMap<>(trusted.expires());
        others.remove("timestamp");
        Map.Entry<String, Instant> first = Collections.min(others.entrySet(), Map.Entry.comparingByValue());
        Instant wished = clock.instant().truncatedTo(ChronoUnit.SECONDS).plus(life.orElse(USUAL));
        boolean askedForMore = life.isPresent() && wished.isAfter(first.getValue());
        if (askedForMore || !first.getValue().isAfter(clock.instant())) {
            throw new Failure(
                    "EXPORT-EXPIRES",
                    "The vendor's " + first.getKey() + " metadata ends at " + first.getValue()
                            + ", and a bundle cannot live longer. Sign it again first (lockstep "
                            + (first.getKey().equals("root") ? "rotate" : "renew")
                            + "), or ask for less with --expires.");
        }
        return wished.isAfter(first.getValue()) ? first.getValue() : wished;
    }

    private Instant passedOn(TrustedRepository trusted) throws Failure {
        Map.Entry<String, Instant> first = Collections.min(trusted.expires().entrySet(), Map.Entry.comparingByValue());
        if (!first.getValue().isAfter(clock.instant())) {
            throw new Failure(
                    "EXPORT-EXPIRES",
                    "The vendor's " + first.getKey() + " metadata in "
                            + place.published().folder() + " expired at "
                            + first.getValue()
                            + ", so every site would refuse the bundle. Have this folder brought up to date"
                            + " from the vendor first. Nothing was written.");
        }
        return first.getValue();
    }

    private SortedMap<String, Blob> files(TrustedRepository trusted, Iterable<TargetFile> targets)
            throws CodedException {
        SortedMap<String, Blob> files = new TreeMap<>();
        for (MetadataCopy file : trusted.files()) {
            String path = ConsistentNames.VENDOR_METADATA + file.name();
            if (OfflineBundle.canHold(path)) {
                files.put(path, Blob.of(file.bytes()));
            }
        }
        for (TargetFile target : targets) {
            String path = ConsistentNames.TARGETS + ConsistentNames.targetPath(target);
            files.put(path, new Blob(new Digest(target.hashes().sha256().orElseThrow()), target.length()));
        }
        return files;
    }

    /** Everything that is reached from some releases and modules. */
    private Set<Blob> needed(Iterable<TargetFile> targets, boolean strictly) throws IOException, Failure {
        List<Finding> findings = new ArrayList<>();
        DescriptionCheck check = new DescriptionCheck(place.shelves(), findings);
        for (TargetFile target : targets) {
            check.check(target);
        }
        Optional<Finding> error = findings.stream().filter(Finding::error).findFirst();
        if (strictly && error.isPresent()) {
            throw new Failure(
                    error.get().code(),
                    error.get().where() + ": " + error.get().text() + ". Nothing was written; see: lockstep verify "
                            + place.published().folder());
        }
        return check.payloads().keySet();
    }

    /** What the site has, as far as this folder still knows what belongs to it. */
    private Set<Blob> held(TrustedRepository trusted) throws IOException, Failure {
        if (state.isEmpty()) {
            return new HashSet<>();
        }
        List<TargetFile> targets = trusted.listing().targets().stream()
                .map(TrustedTarget::file)
                .filter(state.get()::holds)
                .toList();
        return new HashSet<>(needed(targets, false));
    }
}
