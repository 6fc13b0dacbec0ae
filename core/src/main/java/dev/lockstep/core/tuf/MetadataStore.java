package dev.lockstep.core.tuf;

/**
 * Keeps trusted metadata over restarts; what it holds is the protection against rollback, and is verified again each time it
 * is read. One updater at a time uses a store.
 */
public interface MetadataStore extends MetadataReader, MetadataWriter {}
