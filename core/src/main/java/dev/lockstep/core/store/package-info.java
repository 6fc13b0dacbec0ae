/** The content store: immutable payloads, addressed by their SHA-256. */
@Export
@Version("1.0.0")
package dev.lockstep.core.store;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
