package dev.lockstep.core.problem;

/** An exception whose message is a sentence of the catalogue, so that it can be told in every language. */
public interface Explained {
    Sentence sentence();
}
