/** Reads external modules, bundles and feature files, into the description that a publisher signs. Needs no OSGi framework. */
@Export
@Version("1.0.0")
package dev.lockstep.core.module;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
