/** How payloads come from a source into the store, and how trees are built from it beside what is running. */
@Export
@Version("1.0.0")
package dev.lockstep.core.transfer;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
