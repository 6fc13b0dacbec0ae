package dev.lockstep.signing.repository;

/** A draft is not one, or the repository has gone on since it was drawn up; nothing was written. */
public final class UnusableDraftException extends RepositoryException {
    public UnusableDraftException(String reason) {
        this(reason, null);
    }

    public UnusableDraftException(String reason, Throwable cause) {
        super("REPOSITORY-DRAFT", "the draft cannot be used: " + reason + "; nothing was written", cause);
    }
}
