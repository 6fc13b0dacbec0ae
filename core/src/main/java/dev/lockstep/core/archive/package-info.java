/**
 * Archives (jar, zip) are judged before Java opens them: {@link dev.lockstep.core.archive.SafeArchive}.
 *
 * <p>Java's own classes take an archive's list of contents into memory whatever its size, and unpack a file to whatever length it
 * comes to. Nothing else in this project opens an archive; a test over all compiled classes sees to that.
 */
@Export
@Version("1.0.0")
package dev.lockstep.core.archive;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
