/** What the files of a component say of it: how it is run, and Karaf's features files. Publisher and computer read them alike. */
@Export
@Version("1.0.0")
package dev.lockstep.core.component;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
