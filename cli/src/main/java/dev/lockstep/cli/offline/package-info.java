/** Bundles for sites that no network reaches, and the status files that come back. */
package dev.lockstep.cli.offline;
