/**
 * The writing side of a site: its keys, and everything that it signs for its computers.
 *
 * <p>Start at {@link dev.lockstep.signing.site.SiteRepository}.
 */
@Export
@Version("1.0.0")
package dev.lockstep.signing.site;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
