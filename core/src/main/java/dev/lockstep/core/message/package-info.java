/** The messages that computers of one site exchange as JSON, and how they are read: strictly, for they come from a network. */
@Export
@Version("1.0.0")
package dev.lockstep.core.message;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
