/** The contracts between the bundles of a node: settings, and the services behind the pages and commands. */
@Export
@Version("1.0.0")
package dev.lockstep.core.node;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
