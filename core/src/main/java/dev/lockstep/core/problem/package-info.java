/** What can go wrong in a way that a person can act on: stable codes, and their texts in each language. */
@Export
@Version("1.0.0")
package dev.lockstep.core.problem;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
