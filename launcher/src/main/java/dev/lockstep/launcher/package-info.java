/** Starts the node, and goes back to its previous version if the new one does not confirm its start. */
package dev.lockstep.launcher;
