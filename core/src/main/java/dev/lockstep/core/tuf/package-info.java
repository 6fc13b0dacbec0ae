/**
 * The client side of The Update Framework 1.0.34: which metadata is trusted, and which targets it vouches for.
 *
 * <p>Start at {@link dev.lockstep.core.tuf.TufUpdater}. Where files come from is a {@link
 * dev.lockstep.core.tuf.MetadataFetcher}, where trusted ones are kept a {@link dev.lockstep.core.tuf.MetadataStore}; what an
 * expired file means decides an {@link dev.lockstep.core.tuf.ExpiryPolicy}.
 *
 * <p>Every refusal is an exception of its own below {@link dev.lockstep.core.tuf.TufException}. It is checked, because each
 * caller has to decide whether it goes on with what it has: an agent whose thread dies of a refused file would be a
 * denial of service for the price of one bad byte.
 */
@Export
@Version("1.0.0")
package dev.lockstep.core.tuf;

import org.osgi.annotation.bundle.Export;
import org.osgi.annotation.versioning.Version;
