package dev.lockstep.core.archive;

import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.problem.UnusableValueException;

/** An archive is none, contradicts itself, or is out of all bounds; nothing of it was unpacked. */
public final class UnsafeArchiveException extends UnusableValueException {
    UnsafeArchiveException(Sentence sentence) {
        super(sentence);
    }
}
