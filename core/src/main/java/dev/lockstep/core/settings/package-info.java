/** The settings of this computer in the files of {@code etc}: each is declared once, and all that is known of it follows from there. */
@Export
@Version("1.0.0")
package dev.lockstep.core.settings;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
