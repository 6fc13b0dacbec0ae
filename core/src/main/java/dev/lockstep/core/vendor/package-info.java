/** What a vendor's signed metadata offers: releases and modules, found by version and verified. */
@Export
@Version("1.0.0")
package dev.lockstep.core.vendor;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
