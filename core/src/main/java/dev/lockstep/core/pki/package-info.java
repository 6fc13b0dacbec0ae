/** Keys and certificates of computers: the site's authority, what a computer proves itself with, whom it trusts. */
@Export
@Version("1.0.0")
package dev.lockstep.core.pki;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
