package dev.lockstep.cli;

/** A command cannot do what it was asked; says what to do in one or two sentences. */
final class Failure extends Exception {
    private static final long serialVersionUID = 1L;

    private final String code;

    Failure(String code, String text) {
        super(text);
        this.code = code;
    }

    Failure(String code, String text, Throwable cause) {
        super(text, cause);
        this.code = code;
    }

    /** Stable, for scripts. */
    String code() {
        return code;
    }
}
