/**
 * The writing side of The Update Framework 1.0.34 (section 6): a folder of metadata that any web server can serve.
 *
 * <p>Start at {@link dev.lockstep.signing.repository.TufRepository}.
 */
@Export
@Version("1.0.0")
package dev.lockstep.signing.repository;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
