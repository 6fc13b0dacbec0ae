package dev.lockstep.core.tuf;

/** A target path from the network would leave the folder it has to stay in. */
public final class UnsafeNameException extends TufException {
    private static final long serialVersionUID = 1L;

    private final String name;

    public UnsafeNameException(String name, String reason) {
        super("TRUST-UNSAFE-NAME", "the target path \"" + name + "\" is refused: " + reason);
        this.name = name;
    }

    /** The path that was refused. */
    public String name() {
        return name;
    }
}
