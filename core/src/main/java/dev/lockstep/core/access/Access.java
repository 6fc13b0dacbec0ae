package dev.lockstep.core.access;

import java.util.Objects;

/** Who may ask for something over HTTP. It is declared once, where the answer is given; the access filter and descriptions read it there. */
public sealed interface Access {
    /** See {@link Everybody}. */
    Access EVERYBODY = new Everybody();
    /** See {@link Signed}. */
    Access SIGNED = new Signed();
    /** See {@link Computers}. */
    Access COMPUTERS = new Computers();

    /** Everybody: who answers here, how to be admitted, how to sign in. */
    record Everybody() implements Access {}

    /** Who may read what is signed and can be verified by whoever has it. */
    record Signed() implements Access {}

    /** Computers that were admitted. */
    record Computers() implements Access {}

    /**
     * People who signed in.
     *
     * @param right what they need
     * @param always also where no computer needs to be admitted: what changes this computer
     */
    record People(Right right, boolean always) implements Access {
        public People {
            Objects.requireNonNull(right, "right");
        }
    }
}
