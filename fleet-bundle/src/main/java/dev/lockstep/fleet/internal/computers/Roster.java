package dev.lockstep.fleet.internal.computers;

import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.node.Audit;
import dev.lockstep.core.node.KnownComputers;
import dev.lockstep.core.node.Settings;
import java.io.IOException;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Deactivate;
import org.osgi.service.component.annotations.Reference;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The computers below this one, remembered across restarts. Safe for use by several threads.
 *
 * <p>Reports come often and say much the same, so they are kept in memory and written by {@link #flush}: what a crash loses is
 * reported again within minutes.
 */
@Component(
        service = {KnownComputers.class, Roster.class},
        immediate = true)
public final class Roster implements KnownComputers {
    private static final Duration FLUSH_EVERY = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(Roster.class);

    private final RosterFolder folder;
    private final InstantSource clock;
    private final Limits limits;
    private final Audit audit;
    private final Map<String, SeenComputer> computers = new HashMap<>();
    private final Set<String> unsaved = new HashSet<>();
    private final ScheduledExecutorService flusher;
    private long bytes;

    /** Called by Declarative Services. */
    @Activate
    public Roster(@Reference Settings settings, @Reference Audit audit) {
        this(
                new RosterFolder(settings.identity().data().resolve("fleet/computers")),
                InstantSource.system(),
                Limits.USUAL,
                FLUSH_EVERY,
                audit);
    }

    public Roster(RosterFolder folder, InstantSource clock, Limits limits, Duration flushEvery, Audit audit) {
        this.folder = folder;
        this.clock = clock;
        this.limits = limits;
        this.audit = audit;
        for (SeenComputer computer : folder.load()) {
            computers.put(computer.report().id(), computer);
            bytes += computer.bytes();
        }
        flusher = Executors.newSingleThreadScheduledExecutor(task -> {
            Thread thread = new Thread(task, "lockstep-fleet-roster");
            thread.setDaemon(true);
            return thread;
        });
        long nanos = flushEvery.toNanos();
        var unused = flusher.scheduleWithFixedDelay(this::flush, nanos, nanos, TimeUnit.NANOSECONDS);
    }

    /** Writes what is not yet written, and ends. */
    @Deactivate
    public void close() {
        flusher.shutdown();
        flush();
    }

    /**
     * Takes a report.
     *
     * @param length of the report as it was received, in bytes
     * @return false if the computer is a new one and there is no room for it
     */
    public synchronized boolean take(ComputerReport report, int length) {
        SeenComputer before = computers.get(report.id());
        long bytesAfter = bytes + length - (before == null ? 0 : before.bytes());
        if ((before == null && computers.size() >= limits.computers()) || bytesAfter > limits.bytes()) {
            return false;
        }
        ComputerReport compared =
                AuditLogProgress.compared(Optional.ofNullable(before).map(SeenComputer::report), report);
        computers.put(report.id(), new SeenComputer(clock.instant(), compared, length));
        bytes = bytesAfter;
        unsaved.add(report.id());
        return true;
    }

    /** All computers, in the order of their names; those that another one has taken the place of come last, and say so. */
    public synchronized List<SeenComputer> computers() {
        ReplacedComputers succession = new ReplacedComputers(computers.values());
        return computers.values().stream()
                .sorted(Comparator.comparing(succession::isOver)
                        .thenComparing(computer -> computer.report().name())
                        .thenComparing(computer -> computer.report().id()))
                .map(succession::explained)
                .toList();
    }

    @Override
    public List<Known> known() {
        return computers().stream()
                .map(computer ->
                        new Known(computer.report().id(), computer.report().name(), computer.seen()))
                .toList();
    }

    @Override
    public boolean forget(String id) throws IOException {
        SeenComputer forgotten;
        synchronized (this) {
            forgotten = computers.remove(id);
            if (forgotten == null) {
                return false;
            }
            bytes -= forgotten.bytes();
        }
        synchronized (folder) {
            folder.delete(id);
        }
        audit.record(AuditEvent.of("forget computer", id, "forgotten")
                .change(forgotten.report().name(), ""));
        return true;
    }

    /** Writes what was reported since the last time; what cannot be written is tried again the next time. */
    void flush() {
        List<String> failed = new ArrayList<>();
        for (SeenComputer computer : takeUnsaved()) {
            try {
                save(computer);
            } catch (IOException e) {
                if (failed.isEmpty()) {
                    LOG.warn(
                            "Reports of computers cannot be remembered, and this will be tried again: {}",
                            e.toString());
                }
                failed.add(computer.report().id());
            }
        }
        synchronized (this) {
            unsaved.addAll(failed);
        }
    }

    private void save(SeenComputer computer) throws IOException {
        synchronized (folder) {
            // One that is forgotten at this moment must not come back with the next start.
            if (isKnown(computer.report().id())) {
                folder.save(computer);
            }
        }
    }

    private synchronized boolean isKnown(String id) {
        return computers.containsKey(id);
    }

    private synchronized List<SeenComputer> takeUnsaved() {
        List<SeenComputer> taken = unsaved.stream()
                .filter(computers::containsKey)
                .map(computers::get)
                .toList();
        unsaved.clear();
        return taken;
    }

    /**
     * How much is remembered at most, so that no client can fill memory or disk.
     *
     * @param computers how many
     * @param bytes all their reports together
     */
    public record Limits(int computers, long bytes) {
        public static final Limits USUAL = new Limits(20_000, 64L << 20);
    }
}
