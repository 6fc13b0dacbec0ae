/** What a vendor publishes: releases, their components and file trees, and modules; as values and as JSON. */
@Export
@Version("1.0.0")
package dev.lockstep.core.release;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
