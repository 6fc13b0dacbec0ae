/**
 * JSON as it is signed: read strictly ({@link dev.lockstep.core.json.StrictJson}) and written in the one form that
 * signatures are made over ({@link dev.lockstep.core.json.CanonicalJson}).
 */
@Export
@Version("1.0.0")
package dev.lockstep.core.json;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
