package dev.lockstep.fleet.internal.computers;

import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.message.ReportMessage;
import dev.lockstep.core.message.Statement;
import dev.lockstep.core.node.Admissions;
import dev.lockstep.core.node.Audit;
import dev.lockstep.core.node.KnownComputers;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.pki.Fingerprint;
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
import java.util.TreeSet;
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
 * <p>Each computer stands here once, by its id, and one key speaks for it: the one that was admitted here, else the one that it
 * had when a relay first brought it. {@link ReportTree} tells who is shown.
 *
 * <p>Reports come often and say much the same, so they are kept in memory and written by {@link #flush}: what a crash loses is
 * reported again within minutes.
 */
@Component(
        service = {KnownComputers.class, Roster.class},
        immediate = true)
public final class Roster implements KnownComputers {
    /** As long as it takes a computer to be replaced by another one. */
    private static final Duration SILENT = ReplacedComputers.SILENT;

    private static final Duration FLUSH_EVERY = Duration.ofSeconds(5);
    private static final Logger LOG = LoggerFactory.getLogger(Roster.class);

    private final RosterFolder folder;
    private final InstantSource clock;
    private final Limits limits;
    private final Audit audit;
    private final Speakers speakers;
    private final Map<String, Heard> computers = new HashMap<>();
    /** By the id of a relay: who of those it brought does not count, because nothing proves that they said it. */
    private final Map<String, Set<String>> unproved = new HashMap<>();

    private final Set<String> unsaved = new HashSet<>();
    private final ScheduledExecutorService flusher;
    private long bytes;

    /** Called by Declarative Services. */
    @Activate
    public Roster(@Reference Settings settings, @Reference Audit audit, @Reference Admissions admissions) {
        this(
                new RosterFolder(settings.identity().data().resolve("fleet/computers")),
                InstantSource.system(),
                Limits.USUAL,
                FLUSH_EVERY,
                audit,
                new Speakers(settings.identity().id(), admissions));
    }

    public Roster(
            RosterFolder folder,
            InstantSource clock,
            Limits limits,
            Duration flushEvery,
            Audit audit,
            Speakers speakers) {
        this.folder = folder;
        this.clock = clock;
        this.limits = limits;
        this.audit = audit;
        this.speakers = speakers;
        for (Heard computer : folder.load()) {
            computers.put(computer.id(), computer);
            bytes += computer.statement().length();
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
     * Takes what a computer says of itself, and what those below it said of themselves.
     *
     * @param proved the key of the connection that it came over; empty where computers prove none
     */
    public Outcome take(ReportMessage message, Optional<Fingerprint> proved) {
        // Verifying takes milliseconds for each, and nobody else is to wait for that.
        message.statements().filter(said -> !isKnown(said)).forEach(Statement::speaker);
        return taken(message, proved);
    }

    private synchronized boolean isKnown(Statement said) {
        Heard before = computers.get(said.report().id());
        return before != null && before.statement().equals(said);
    }

    private synchronized Outcome taken(ReportMessage message, Optional<Fingerprint> proved) {
        Statement own = message.own();
        Optional<Fingerprint> signer = own.isSigned() ? own.speaker() : proved;
        if (own.isSigned() && (signer.isEmpty() || (proved.isPresent() && !proved.equals(signer)))) {
            return Outcome.FOREIGN;
        }
        Outcome outcome = put(own, signer, Optional.empty());
        if (outcome == Outcome.TAKEN) {
            Set<String> left = new TreeSet<>();
            takeBelow(message, left);
            tell(own, left);
        }
        return outcome;
    }

    private void takeBelow(ReportMessage relay, Set<String> left) {
        for (ReportMessage each : relay.below()) {
            Statement said = each.own();
            Optional<Fingerprint> signer = signer(said);
            boolean counts = relay.own().report().distributes()
                    && signer.isPresent()
                    && put(said, signer, Optional.of(relay.own().report().id())) != Outcome.FOREIGN;
            if (counts) {
                takeBelow(each, left);
            } else {
                each.statements().map(Statement::toString).forEach(left::add);
            }
        }
    }

    /** A relay repeats what it has, so what is known already is not verified again. */
    private Optional<Fingerprint> signer(Statement said) {
        Heard before = computers.get(said.report().id());
        return before != null && before.statement().equals(said) && said.isSigned() ? before.key() : said.speaker();
    }

    private Outcome put(Statement said, Optional<Fingerprint> signer, Optional<String> via) {
        Optional<Heard> known = Optional.ofNullable(computers.get(said.report().id()));
        // A key that counts no longer keeps nobody from its id.
        Optional<Heard> before = known.filter(earlier -> earlier.key().equals(signer) || counts(earlier));
        boolean sameKey = before.isPresent() && before.get().key().equals(signer);
        if (sameKey && said.isSigned() && before.get().statement().equals(said) && speakers.stands(before.get())) {
            return repeated(via, before.get());
        }
        if (!speakers.may(signer, said, via, before)) {
            return Outcome.FOREIGN;
        }
        if (sameKey && said.isSigned() && said.number() <= before.get().number()) {
            return Outcome.OLDER;
        }
        if (!hasRoom(said, via, known)) {
            return Outcome.FULL;
        }
        signer.ifPresent(key -> speakers.named(key, said.report().name()));
        AuditLogProgress log = AuditLogProgress.after(before, said.report());
        keep(new Heard(
                clock.instant(),
                said,
                sameKey ? Math.max(before.get().number(), said.number()) : said.number(),
                signer,
                via,
                log.head(),
                log.found()));
        return Outcome.TAKEN;
    }

    /** The same once more is no news, but it may come another way, if the way before is none any more. */
    private Outcome repeated(Optional<String> via, Heard before) {
        if (via.isEmpty()) {
            keep(before.again(clock.instant()).by(via));
        } else if (!counts(before)) {
            keep(before.by(via));
        }
        return Outcome.TAKEN;
    }

    /** Whether neither a computer nor any relay on its way has lost its access. */
    private boolean counts(Heard computer) {
        Optional<Heard> now = Optional.of(computer);
        for (int relays = 0; now.isPresent() && relays <= ReportTree.RELAYS; relays++) {
            if (!speakers.stands(now.get())) {
                return false;
            }
            if (now.get().via().isEmpty()) {
                return true;
            }
            now = now.get().via().map(computers::get);
        }
        return false;
    }

    private void keep(Heard heard) {
        Heard before = computers.put(heard.id(), heard);
        bytes += heard.statement().length()
                - (before == null ? 0 : before.statement().length());
        unsaved.add(heard.id());
    }

    /** What relays bring leaves room for those who report here themselves. */
    private boolean hasRoom(Statement said, Optional<String> via, Optional<Heard> before) {
        long bytesAfter = bytes
                + said.length()
                - before.map(known -> known.statement().length()).orElse(0);
        if (via.isPresent()) {
            return bytesAfter <= limits.bytes() / 4 * 3
                    && (before.isPresent() || computers.size() < limits.computers());
        }
        return bytesAfter <= limits.bytes()
                && (before.isPresent()
                        || computers.values().stream()
                                        .filter(known -> known.via().isEmpty())
                                        .count()
                                < limits.computers());
    }

    private void tell(Statement relay, Set<String> left) {
        Set<String> before = left.isEmpty()
                ? unproved.remove(relay.report().id())
                : unproved.put(relay.report().id(), Set.copyOf(left));
        if (!left.isEmpty() && !left.equals(before)) {
            LOG.warn(
                    "{} passes on what nothing proves that these computers said, and it does not count: {}",
                    relay,
                    left.stream().limit(20).toList());
        }
    }

    /** All computers, in the order of their names; those that another one has taken the place of come last, and say so. */
    public synchronized List<SeenComputer> computers() {
        List<SeenComputer> shown = tree().computers();
        ReplacedComputers succession = new ReplacedComputers(shown);
        return shown.stream()
                .sorted(Comparator.comparing(succession::isOver)
                        .thenComparing(computer -> computer.report().name())
                        .thenComparing(computer -> computer.report().id()))
                .map(succession::explained)
                .toList();
    }

    /** What they said, to be passed on as it is. */
    public synchronized List<ReportMessage> statements() {
        return tree().messages();
    }

    private ReportTree tree() {
        return new ReportTree(
                computers.values(), speakers, unproved, clock.instant().minus(SILENT));
    }

    @Override
    public List<Known> known() {
        List<Known> known = new ArrayList<>();
        synchronized (this) {
            List<SeenComputer> direct = computers();
            direct.forEach(computer -> known.add(
                    new Known(computer.report().id(), computer.report().name(), computer.seen(), Optional.empty())));
            tree().behind()
                    .forEach(heard -> known.add(
                            new Known(heard.id(), heard.statement().report().name(), heard.seen(), heard.via())));
        }
        return known;
    }

    @Override
    public boolean forget(String id) throws IOException {
        Heard forgotten;
        synchronized (this) {
            forgotten = computers.remove(id);
            if (forgotten == null) {
                return false;
            }
            bytes -= forgotten.statement().length();
        }
        synchronized (folder) {
            folder.delete(id);
        }
        audit.record(AuditEvent.of("forget computer", id, "forgotten")
                .change(forgotten.statement().report().name(), ""));
        return true;
    }

    /** Writes what was reported since the last time; what cannot be written is tried again the next time. */
    void flush() {
        List<String> failed = new ArrayList<>();
        for (Heard computer : takeUnsaved()) {
            try {
                save(computer);
            } catch (IOException e) {
                if (failed.isEmpty()) {
                    LOG.warn(
                            "Reports of computers cannot be remembered, and this will be tried again: {}",
                            e.toString());
                }
                failed.add(computer.id());
            }
        }
        synchronized (this) {
            unsaved.addAll(failed);
        }
    }

    private void save(Heard computer) throws IOException {
        synchronized (folder) {
            // One that is forgotten at this moment must not come back with the next start.
            if (isKnown(computer.id())) {
                folder.save(computer);
            }
        }
    }

    private synchronized boolean isKnown(String id) {
        return computers.containsKey(id);
    }

    private synchronized List<Heard> takeUnsaved() {
        List<Heard> taken = unsaved.stream()
                .filter(computers::containsKey)
                .map(computers::get)
                .toList();
        unsaved.clear();
        return taken;
    }

    /** What became of a report. */
    public enum Outcome {
        /** It is known now. */
        TAKEN,
        /** A later one of this computer is known already. */
        OLDER,
        /** It is not signed by the computer that it is about. */
        FOREIGN,
        /** The computer is a new one, and there is no room for it. */
        FULL
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
