/**
 * Hot deployment as a transaction on any OSGi framework: plan, show, install, verify, and else restore.
 *
 * <p>Nothing here knows of catalogues or of Karaf.
 */
package dev.lockstep.modules.internal.deployment;
