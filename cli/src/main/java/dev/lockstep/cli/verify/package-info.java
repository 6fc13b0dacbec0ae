/** Checks of all that a client could ever ask a published folder for. */
package dev.lockstep.cli.verify;
