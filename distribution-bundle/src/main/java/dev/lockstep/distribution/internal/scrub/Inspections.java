package dev.lockstep.distribution.internal.scrub;

import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.json.StateFile;
import dev.lockstep.core.node.Audit;
import dev.lockstep.core.node.Distribution.Verification;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.store.ContentStore;
import dev.lockstep.core.store.ContentStore.Finding;
import dev.lockstep.core.store.ContentStore.Pace;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.distribution.internal.folder.DistributionFolder;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.NavigableSet;
import java.util.Optional;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks at payloads of this computer, for whatever reason, and tells of each that was damaged: in the log, in the audit log, and
 * in the status until it is here again and a week has passed. Safe for use by several threads.
 */
public final class Inspections {
    private static final Logger LOG = LoggerFactory.getLogger(Inspections.class);
    private static final int LONGEST = 1 << 20;
    private static final Duration TOLD_FOR = Duration.ofDays(7);

    private final ContentStore store;
    private final DistributionFolder folder;
    private final Audit audit;
    private final Runnable takenOut;
    private final InstantSource clock;
    private final StateFile<ScrubState> file;
    private ScrubState state;
    private Optional<Sentence> obstacle = Optional.empty();

    /**
     * The inspections of one store.
     *
     * @param file where is remembered what was found
     * @param takenOut run when something was taken out, before anybody is told: it is no longer promised to others
     */
    public Inspections(
            ContentStore store,
            DistributionFolder folder,
            Audit audit,
            Path file,
            Runnable takenOut,
            InstantSource clock) {
        this.store = store;
        this.folder = folder;
        this.audit = audit;
        this.takenOut = takenOut;
        this.clock = clock;
        this.file = StateFile.of(file, ScrubState.class, LONGEST);
        this.state = this.file.read().orElse(ScrubState.NEW);
    }

    /**
     * Looks at a payload, and at the description of that hash that is served.
     *
     * @param by who or what wants to know, for people
     */
    Finding look(Digest payload, Pace pace, String by) throws IOException {
        Finding finding = store.inspect(payload, pace);
        boolean described = folder.dropDamaged(payload);
        if (finding == Finding.DAMAGED || described) {
            found(new Damage(payload, folder.index().uses(payload), clock.instant(), by, Optional.empty()));
            return Finding.DAMAGED;
        }
        return finding;
    }

    private void found(Damage damage) {
        takenOut.run();
        Sentence told = damage.sentence(Optional.empty());
        LOG.warn("{}", told);
        audit.record(AuditEvent.of("inspect", "payload", "damaged, taken out")
                .change(damage.of(), "")
                .origin(damage.payload().hex(), damage.by()));
        change(before -> before.with(damage));
    }

    /** What was damaged is looked for again: whatever is here is healed. */
    void settle(Optional<Problem> problem) {
        Instant now = clock.instant();
        synchronized (this) {
            obstacle = problem.map(Problem::sentence);
        }
        change(before -> before.with(before.damages().stream()
                .map(damage -> damage.again().isEmpty() && !damage.of().isEmpty() && folder.isWhole(damage.payload())
                        ? healed(damage, now)
                        : damage)
                .toList()));
    }

    private Damage healed(Damage damage, Instant now) {
        Damage healed = damage.healed(now);
        LOG.info("{}", healed.sentence(Optional.empty()));
        audit.record(AuditEvent.of("inspect", "payload", "fetched again")
                .change("", damage.of())
                .origin(damage.payload().hex(), ""));
        return healed;
    }

    /** Whether something that was taken out is not here again. */
    boolean isIncomplete() {
        return state().damages().stream()
                .anyMatch(damage -> damage.again().isEmpty() && !damage.of().isEmpty());
    }

    /** Whether the distribution folder needs a payload. */
    boolean isNeeded(Digest payload) {
        return !folder.index().uses(payload).isEmpty();
    }

    /** Looks at everything in the store and the folder at once, as fast as the disk can. */
    public Verification all(Progress progress) throws IOException {
        NavigableSet<Digest> payloads = store.payloads();
        long[] bytes = {0};
        int damaged = 0;
        for (Digest payload : payloads) {
            if (look(payload, count -> progress.at("verify", bytes[0] += count, 0), "") == Finding.DAMAGED) {
                damaged++;
            }
        }
        return new Verification(payloads.size(), bytes[0], damaged + folder.dropDamagedMetadata());
    }

    ScrubState state() {
        synchronized (this) {
            return state;
        }
    }

    /** Changes what is remembered. A disk that does not take it costs a repeated round, and no more. */
    void change(UnaryOperator<ScrubState> change) {
        synchronized (this) {
            ScrubState changed = change.apply(state);
            if (changed.equals(state)) {
                return;
            }
            state = changed;
            try {
                file.write(changed);
            } catch (IOException e) {
                LOG.warn(
                        "{} cannot be written; after a restart payloads are read again: {}", file.path(), e.toString());
            }
        }
    }

    /** What a person is to know. */
    public List<Sentence> notices() {
        Instant since = clock.instant().minus(TOLD_FOR);
        Optional<Sentence> reason;
        synchronized (this) {
            reason = obstacle;
        }
        return state().damages().stream()
                .filter(damage -> damage.again().orElse(damage.found()).isAfter(since)
                        || (damage.again().isEmpty() && !damage.of().isEmpty()))
                .map(damage -> damage.sentence(reason))
                .toList();
    }
}
