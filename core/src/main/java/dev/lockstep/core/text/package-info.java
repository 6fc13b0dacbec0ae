/** Text that people write and operating systems hand over: read right, or refused by name, and never guessed. */
@Export
@Version("1.0.0")
package dev.lockstep.core.text;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
