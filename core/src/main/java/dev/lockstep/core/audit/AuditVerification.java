package dev.lockstep.core.audit;

import dev.lockstep.core.audit.AuditFinding.Kind;
import dev.lockstep.core.problem.Plurals;
import dev.lockstep.core.store.Digest;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Finds what was done to an audit log after it was written, and names it.
 *
 * <p>Within a log, everything but two things is found: that its end was cut off, and that all of it was written anew from some
 * entry on. Those are found by comparison with a head that was signed in time.
 */
public final class AuditVerification {
    private final List<AuditFinding> findings = new ArrayList<>();
    private final List<Mark> marks = new ArrayList<>();

    private AuditVerification() {}

    /** What is kept of an entry, so that a long log is not held in memory. */
    private record Mark(long number, Instant at, Digest previous, Digest hash, String place) {
        String title() {
            return "entry " + number + " of " + at + " (" + place + ")";
        }
    }

    /**
     * Verifies a log.
     *
     * @param folder the folder with its files
     * @param signed a head that was signed; empty if there is none to compare with
     * @throws IOException if it cannot be read
     */
    public static Report verify(Path folder, Optional<AuditHead> signed) throws IOException {
        AuditVerification verification = new AuditVerification();
        Optional<String> cut = verification.read(new AuditFiles(folder));
        SortedMap<Long, Mark> chain = verification.chain();
        verification.order();
        verification.links(chain);
        verification.compare(chain, signed);
        AuditHead head = chain.isEmpty()
                ? AuditHead.EMPTY
                : new AuditHead(chain.lastKey(), chain.get(chain.lastKey()).hash());
        verification.findings.sort(Comparator.comparingLong(AuditFinding::entry));
        return new Report(chain.size(), head, cut, verification.findings);
    }

    /**
     * The id of the computer that a log is of, as its first entry says it.
     *
     * @throws IOException if it cannot be read
     */
    public static Optional<String> node(Path folder) throws IOException {
        for (Path file : new AuditFiles(folder).all()) {
            for (byte[] line : AuditFiles.read(file).complete()) {
                Optional<AuditEntry> entry = AuditFiles.entry(line).filter(first -> first.number() == 1);
                if (entry.isPresent()) {
                    return Optional.of(entry.get().event().subject());
                }
            }
        }
        return Optional.empty();
    }

    private Optional<String> read(AuditFiles files) throws IOException {
        Optional<String> cut = Optional.empty();
        List<Path> all = files.all();
        for (Path file : all) {
            AuditFiles.Lines lines = AuditFiles.read(file);
            int count = 0;
            for (byte[] line : lines.complete()) {
                count++;
                read(line, AuditFiles.name(file) + ", line " + count);
            }
            if (lines.rest().length > 0) {
                String place = AuditFiles.name(file) + ", line " + (count + 1);
                if (file.equals(all.get(all.size() - 1))) {
                    cut = Optional.of("The last line was cut while it was written (" + place + ", "
                            + Plurals.english(lines.rest().length, "byte", "bytes") + "); it is no entry.");
                } else {
                    found(Kind.DAMAGED, 0, place + " is cut, and it is not the last line of the log");
                }
            }
        }
        return cut;
    }

    private void read(byte[] line, String place) {
        try {
            AuditEntry entry = AuditEntry.read(line);
            Mark mark = new Mark(entry.number(), entry.at(), entry.previous(), entry.hash(), place);
            marks.add(mark);
            if (!entry.isIntact()) {
                found(
                        Kind.EDITED,
                        entry.number(),
                        mark.title() + " was edited: its hash was " + entry.hash() + ", and what it says now has "
                                + entry.computed());
            }
        } catch (IllegalArgumentException e) {
            found(
                    Kind.DAMAGED,
                    0,
                    place + " is not an entry of the log: " + e.getMessage() + " (it begins with: "
                            + AuditFiles.shown(line) + ")");
        }
    }

    /** One entry for each number: where several have it, that which the others are linked with. */
    private SortedMap<Long, Mark> chain() {
        Map<Long, List<Mark>> byNumber = new TreeMap<>();
        marks.forEach(mark -> byNumber.computeIfAbsent(mark.number(), unused -> new ArrayList<>())
                .add(mark));
        SortedMap<Long, Mark> chain = new TreeMap<>();
        byNumber.forEach((number, claimants) -> {
            Mark real = claimants.stream()
                    .max(Comparator.comparingInt(mark -> linked(mark, byNumber)))
                    .orElseThrow();
            chain.put(number, real);
            claimants.stream().filter(mark -> !mark.equals(real)).forEach(mark -> {
                marks.remove(mark);
                found(
                        Kind.INSERTED,
                        number,
                        mark.title() + " was inserted: entry " + number + " of the chain is that of " + real.at() + " ("
                                + real.place() + ")");
            });
        });
        return chain;
    }

    private static int linked(Mark mark, Map<Long, List<Mark>> byNumber) {
        boolean before = mark.number() == 1
                ? mark.previous().equals(AuditEntry.NOTHING)
                : byNumber.getOrDefault(mark.number() - 1, List.of()).stream()
                        .anyMatch(other -> other.hash().equals(mark.previous()));
        boolean after = byNumber.getOrDefault(mark.number() + 1, List.of()).stream()
                .anyMatch(other -> other.previous().equals(mark.hash()));
        return (before ? 1 : 0) + (after ? 1 : 0);
    }

    private void order() {
        Optional<Mark> highest = Optional.empty();
        for (Mark mark : marks) {
            if (highest.isPresent() && highest.get().number() > mark.number()) {
                found(
                        Kind.REORDERED,
                        mark.number(),
                        mark.title() + " stands behind entry " + highest.get().number()
                                + "; it was expected before it");
            } else {
                highest = Optional.of(mark);
            }
        }
    }

    private void links(SortedMap<Long, Mark> chain) {
        Optional<Mark> before = Optional.empty();
        for (Mark mark : chain.values()) {
            long expected = before.map(Mark::number).orElse(0L) + 1;
            if (mark.number() > expected) {
                removed(expected, mark, before);
            } else if (!mark.previous().equals(before.map(Mark::hash).orElse(AuditEntry.NOTHING))) {
                replaced(before, mark);
            }
            before = Optional.of(mark);
        }
    }

    private void removed(long first, Mark next, Optional<Mark> before) {
        long last = next.number() - 1;
        String which = first == last ? "entry " + first + " was" : "entries " + first + " to " + last + " were";
        String since = before.map(mark -> "between " + mark.at() + " and ").orElse("before ");
        found(
                Kind.REMOVED,
                first,
                which + " removed, " + since + next.at() + ": " + next.title() + " follows an entry with the hash "
                        + next.previous());
    }

    private void replaced(Optional<Mark> before, Mark mark) {
        if (before.isEmpty()) {
            found(
                    Kind.REPLACED,
                    mark.number(),
                    mark.title() + " is not the first that was written: it follows an entry with the hash "
                            + mark.previous());
            return;
        }
        Mark other = before.get();
        found(
                Kind.REPLACED,
                other.number(),
                other.title() + " was replaced: entry " + mark.number() + " followed one with the hash "
                        + mark.previous() + ", and this one has " + other.hash());
    }

    private void compare(SortedMap<Long, Mark> chain, Optional<AuditHead> signed) {
        if (signed.isEmpty() || signed.get().count() == 0) {
            return;
        }
        long count = signed.get().count();
        long last = chain.isEmpty() ? 0 : chain.lastKey();
        if (last < count) {
            String end = chain.isEmpty()
                    ? "it is empty"
                    : "it ends with " + chain.get(last).title();
            found(
                    Kind.TRUNCATED,
                    last + 1,
                    "the end of the log is missing: " + end + ", but " + count
                            + " entries were signed, the last with the" + " hash "
                            + signed.get().hash());
        } else if (chain.containsKey(count)
                && !chain.get(count).hash().equals(signed.get().hash())) {
            found(
                    Kind.REWRITTEN,
                    count,
                    chain.get(count).title() + " is not the one that was signed, or one before it is not: the hash "
                            + signed.get().hash() + " was expected, and it has "
                            + chain.get(count).hash());
        }
    }

    private void found(Kind kind, long entry, String text) {
        findings.add(new AuditFinding(kind, entry, text));
    }

    /**
     * What was found.
     *
     * @param entries how many entries there are
     * @param head the head of the log as it is
     * @param cut that the last line was cut while it was written, which is an interruption and nobody's doing
     * @param findings what was done to it
     */
    public record Report(long entries, AuditHead head, Optional<String> cut, List<AuditFinding> findings) {
        public Report {
            findings = List.copyOf(findings);
        }

        /** Whether it is the log that was written. */
        public boolean sound() {
            return findings.isEmpty();
        }
    }
}
