package dev.lockstep.core.audit;

import dev.lockstep.core.problem.Sentence;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;

/**
 * Something that is wrong with an audit log.
 *
 * @param kind what was done to it
 * @param entry the number of the entry that it is about; 0 for a line whose number is not known
 * @param text which entry, of what time, and what was expected
 */
public record AuditFinding(Kind kind, long entry, String text) {
    public AuditFinding {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(text, "text");
    }

    /** The same in short, for people in any language; the text has the hashes and the places, too. */
    public Sentence sentence() {
        return Sentence.of("audit." + kind.name().toLowerCase(Locale.ROOT), Map.of("number", entry));
    }

    /** What can be wrong. */
    public enum Kind {
        /** A line is no entry at all. */
        DAMAGED,
        /** An entry does not have the hash that it states. */
        EDITED,
        /** An entry has a right hash, but the one after it followed another. */
        REPLACED,
        /** Entries are not there any more. */
        REMOVED,
        /** An entry has the number of another one, which the chain goes through. */
        INSERTED,
        /** An entry stands behind one that it was before. */
        REORDERED,
        /** The log ends before the entry that was signed as its head. */
        TRUNCATED,
        /** The entry that was signed as head is another one now: the log up to there was written anew. */
        REWRITTEN
    }
}
