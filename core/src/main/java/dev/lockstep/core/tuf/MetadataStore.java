package dev.lockstep.core.tuf;

import java.io.IOException;

/**
 * Keeps trusted metadata across restarts. Its contents protect against rollback, and are verified again each time they are
 * read. Only one updater uses a store at a time.
 *
 * <p>A write is complete and durable when the method returns, before the workflow takes its next step.
 */
public interface MetadataStore extends MetadataReader {
    /**
     * Stores the file of a role that has just become trusted in place of an older one.
     *
     * @param roleName a top-level role or the name of a delegated one, which can be any text
     * @param version the version in the file; roots are kept by it
     * @param received the file exactly as it was received
     */
    void write(String roleName, long version, byte[] received) throws IOException;

    /** Keeps a root that an older client may ask for on its way to the trusted one, which stays what it is. */
    void keepRoot(long version, byte[] received) throws IOException;

    /**
     * Keeps what is stored of a role for people to look at, for the disk has damaged it, and has it no longer. Where nobody can
     * look, it is left as it is.
     */
    default void setAside(String roleName) throws IOException {}

    /** As {@link #setAside}, of the root of a version that was kept. */
    default void setAsideRoot(long version) throws IOException {}

    /** Forgets a role's file, if there is one: keys were rotated and it is no longer trusted. */
    void delete(String roleName) throws IOException;
}
