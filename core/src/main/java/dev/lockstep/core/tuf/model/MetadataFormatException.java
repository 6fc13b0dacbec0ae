package dev.lockstep.core.tuf.model;

/** The file is JSON, but not the metadata it should be; the message names the member that is wrong. */
public final class MetadataFormatException extends IllegalArgumentException {
    public MetadataFormatException(String message) {
        super(message);
    }
}
