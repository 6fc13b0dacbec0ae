/** How a computer becomes a member of a site: the token that admits it, its own key, and the servers that it trusts. */
@Export
@Version("1.0.0")
package dev.lockstep.core.membership;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
