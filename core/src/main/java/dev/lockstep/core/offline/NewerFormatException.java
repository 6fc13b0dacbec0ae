package dev.lockstep.core.offline;

/** A document that a later Lockstep wrote in a form that this one does not know. */
final class NewerFormatException extends IllegalArgumentException {
    NewerFormatException(long format) {
        super("it has format " + format + ", which this version of Lockstep does not know; update Lockstep first");
    }
}
