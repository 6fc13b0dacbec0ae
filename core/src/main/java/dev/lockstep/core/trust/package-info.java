/** What the vendor vouches for: its verified metadata, how fresh it is, and the releases and modules that it describes. */
@Export
@Version("1.0.0")
package dev.lockstep.core.trust;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
