package dev.lockstep.launcher;

/** Something a person has to put right before the node can run; carries a stable code. */
final class LaunchException extends Exception {
    private final String code;

    LaunchException(String code, String text) {
        super(text);
        this.code = code;
    }

    String code() {
        return code;
    }

    /** The sentence with its code, as it is printed. */
    String sentence() {
        return getMessage() + " [" + code + "]";
    }
}
