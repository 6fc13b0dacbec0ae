/** Offline bundles: a vendor's releases and modules in one file, for sites that no network reaches. */
@Export
@Version("1.0.0")
package dev.lockstep.core.offline;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
