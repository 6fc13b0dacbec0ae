/** Who makes a request, and what they may do. */
@Export
@Version("1.0.0")
package dev.lockstep.core.access;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
