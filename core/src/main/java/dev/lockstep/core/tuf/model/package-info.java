/**
 * The metadata of The Update Framework 1.0.34 as values (section 4): what root, timestamp, snapshot and targets say, who may
 * sign what, and the received bytes that signatures are checked over.
 *
 * <p>Everything here is a value and thread-safe. Reading a file checks its form only; whether it is to be trusted is
 * decided by {@code dev.lockstep.core.tuf}.
 */
@Export
@Version("1.0.0")
package dev.lockstep.core.tuf.model;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
