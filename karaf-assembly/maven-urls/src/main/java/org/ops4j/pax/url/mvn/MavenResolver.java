package org.ops4j.pax.url.mvn;

import java.io.Closeable;
import java.io.File;
import java.io.IOException;

/** Finds the file that a {@code mvn:} address stands for. */
public interface MavenResolver extends Closeable {
    /** Returns the file; refuses with an exception when there is none. */
    File resolve(String url) throws IOException;

    /** As {@link #resolve(String)}, after it failed. */
    File resolve(String url, Exception previous) throws IOException;

    /** Tells whether a further attempt may succeed. */
    RetryChance isRetryableException(Exception failure);

    /** The chance that a further attempt succeeds. */
    enum RetryChance {
        NEVER,
        LOW,
        HIGH,
        UNKNOWN
    }
}
