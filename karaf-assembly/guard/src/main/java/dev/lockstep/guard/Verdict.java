package dev.lockstep.guard;

/** What becomes of a bundle that may not run. */
enum Verdict {
    /** A copy of one of the version's own bundles. */
    PUT_BACK("it got its own bytes again"),
    /** One of the version's own bundles whose file in the version is not as it was. */
    HELD("it does not run until its file is as it was"),
    /** Anything else. */
    REMOVED("it was removed");

    private final String outcome;

    Verdict(String outcome) {
        this.outcome = outcome;
    }

    /** In words, for people. */
    String outcome() {
        return outcome;
    }

    /** What becomes of a bundle that cannot be put back. */
    static Verdict of(OwnBundles own, String location) {
        return own.names(location) ? HELD : REMOVED;
    }
}
