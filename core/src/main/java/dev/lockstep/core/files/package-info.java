/** Files on disk that survive a power cut: whole-file replacement, synced renames, and the pointer to the current version. */
@Export
@Version("1.0.0")
package dev.lockstep.core.files;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
