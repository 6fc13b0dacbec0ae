package dev.lockstep.core.problem;

/** A value that a person chose cannot be used. */
public class UnusableValueException extends IllegalArgumentException implements Explained {
    private final transient Sentence sentence;

    public UnusableValueException(Sentence sentence, Exception cause) {
        super(sentence.toString(), cause);
        this.sentence = sentence;
    }

    public UnusableValueException(Sentence sentence) {
        this(sentence, null);
    }

    @Override
    public final Sentence sentence() {
        return sentence;
    }
}
