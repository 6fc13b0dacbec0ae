package dev.lockstep.client.internal.journal;

/** The steps of a switch, in their order. Each is in the journal before it acts, and each may be done again. */
public enum Step {
    /** Payloads come into the store. Nothing has changed yet. */
    FETCH,
    /** Complete trees are built beside the running ones. Nothing has changed yet. */
    STAGE,
    /** The node itself is being replaced: the launcher tries its new version. */
    NODE,
    /** Components are asked to end their sessions. */
    DRAIN,
    /** Components are stopped. */
    STOP,
    /** The pointers are moved. */
    SWITCH,
    /** Components are started. */
    START,
    /** Components are watched. */
    WATCH,
    /** Everything works; only records are left to write. */
    COMMIT,
    /** Something failed; everything goes back. */
    ROLLBACK;

    /** Whether the switch continues after an interruption here, instead of going back. */
    public boolean goesOn() {
        return this == NODE || this == SWITCH || this == START || this == WATCH || this == COMMIT;
    }
}
