package dev.lockstep.fleet.internal;

import dev.lockstep.core.site.Audience;
import dev.lockstep.core.site.SiteAssignment;
import dev.lockstep.core.site.SiteMetadata;
import dev.lockstep.core.site.SiteRepository;
import dev.lockstep.core.store.Blob;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.UnaryOperator;

/**
 * The site that this computer is the main server of, {@code data/lockstep/site}. It is made when there is first something to say,
 * so that after a reinstallation the backup can be restored before anybody meets another site.
 */
final class OwnSite {
    private static final Duration RENEW_BEFORE = Duration.ofHours(12);

    private final Path folder;
    private final Clock clock;

    OwnSite(Path folder, Clock clock) {
        this.folder = folder;
        this.clock = clock;
    }

    Path folder() {
        return folder;
    }

    Optional<SiteRepository> repository() {
        return SiteRepository.open(folder, clock);
    }

    SiteRepository repositoryOrNew() {
        return repository().orElseGet(() -> SiteRepository.create(folder, clock));
    }

    Optional<SiteMetadata> published() {
        return SiteRepository.read(folder, clock);
    }

    /** Changes what everybody is told; the assignments of groups and computers keep their releases. */
    void assign(UnaryOperator<SiteAssignment> change) {
        SiteRepository repository = repositoryOrNew();
        List<SiteAssignment> before = new ArrayList<>(repository.published().assignments());
        Audience everybody = new Audience.Everybody();
        if (before.stream().noneMatch(assignment -> assignment.audience().equals(everybody))) {
            before.add(SiteAssignment.nothing(everybody));
        }
        long counter = before.stream().mapToLong(SiteAssignment::counter).max().orElse(0) + 1;
        repository.assign(before.stream()
                .map(old -> counted(old, change.apply(old), counter))
                .filter(next -> !before.contains(next))
                .toList());
    }

    private static SiteAssignment counted(SiteAssignment old, SiteAssignment next, long counter) {
        return next.equals(old)
                ? old
                : new SiteAssignment(next.audience(), counter, next.release(), next.modules(), next.modulesKnown());
    }

    /** Signs again if it is time, or at once. */
    void renew(boolean now) {
        Optional<SiteRepository> repository = repository();
        if (repository.isPresent()
                && (now || repository.get().expires().isBefore(clock.instant().plus(RENEW_BEFORE)))) {
            repository.get().renew();
        }
    }

    /** Length and hash of a module's description as they were signed before; for one that nobody offers any more. */
    Optional<Blob> assignedBefore(String targetName) {
        return published().stream()
                .flatMap(site -> site.assignments().stream())
                .flatMap(assignment -> assignment.modules().stream())
                .filter(module -> module.targetName().equals(targetName))
                .map(SiteAssignment.AssignedModule::description)
                .findFirst();
    }
}
