package dev.lockstep.core.tuf;

import dev.lockstep.core.problem.Explained;
import dev.lockstep.core.problem.Sentence;
import java.util.Locale;
import java.util.Map;

/**
 * Something was refused: metadata, or a file that metadata describes. What was trusted before stays trusted and stored, and
 * the next update begins from there.
 */
public abstract sealed class TufException extends CodedException implements Explained
        permits DuplicateSignatureException,
                ExpiredMetadataException,
                FileTooLongException,
                HashMismatchException,
                LengthMismatchException,
                MalformedMetadataException,
                MissingMetadataException,
                NoTrustedRootException,
                RoleNotInSnapshotException,
                RoleRemovedException,
                RollbackException,
                SignatureThresholdException,
                TooManyDelegationsException,
                UnsafeNameException,
                UnsupportedHashException,
                VersionMismatchException {
    private final String subject;
    private final transient Sentence sentence;

    /** Refused for a reason of the catalogue, {@code tuf.kind}. */
    TufException(String code, String subject, String kind, Map<String, ?> facts) {
        this(code, subject, kind, facts, null);
    }

    TufException(String code, String subject, String kind, Map<String, ?> facts, Throwable cause) {
        this(code, subject, Sentence.of("tuf." + kind, facts), cause);
    }

    private TufException(String code, String subject, Sentence sentence, Throwable cause) {
        super(code, sentence.text(Locale.ENGLISH), cause);
        this.subject = subject;
        this.sentence = sentence;
    }

    /** What was refused: a role, the name of a file, or the path of a target. */
    public String subject() {
        return subject;
    }

    @Override
    public Sentence sentence() {
        return sentence;
    }
}
