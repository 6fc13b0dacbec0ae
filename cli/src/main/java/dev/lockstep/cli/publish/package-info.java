/** Releases made of folders, and modules made of bundles. */
package dev.lockstep.cli.publish;
