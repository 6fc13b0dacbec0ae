/**
 * The audit log: what was decided and changed on a computer, each entry with the hash of the one before, so that a log in which
 * something was edited, removed, inserted or put in another order is told from the one that was written.
 */
@Export
@Version("1.0.0")
package dev.lockstep.core.audit;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
