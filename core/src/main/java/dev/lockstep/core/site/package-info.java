/**
 * The site's signed metadata, the director repository of Uptane 2.1: which of the genuine releases and modules each computer of
 * an installation is to run. {@code SiteTrust} follows it; the signing bundle writes it.
 */
@Export
@Version("1.0.0")
package dev.lockstep.core.site;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
