package dev.lockstep.console.internal;

/** A line that is not done, with the sentence that says why. */
final class Refused extends Exception {
    private static final long serialVersionUID = 1;

    private final String key;
    private final transient Object[] values;

    /**
     * A refusal.
     *
     * @param key of the sentence, in {@code texts.properties}
     */
    Refused(String key, Object... values) {
        super(key);
        this.key = key;
        this.values = values;
    }

    String sentence(Texts texts) {
        return texts.get(key, values);
    }
}
