/** Where updates come from: vendor servers, another computer, a folder. */
@Export
@Version("1.0.0")
package dev.lockstep.core.source;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
