/** Versions in the order of Semantic Versioning 2.0.0, and ranges of them. */
@Export
@org.osgi.annotation.versioning.Version("1.0.0")
package dev.lockstep.core.version;

import org.osgi.annotation.bundle.Export;
