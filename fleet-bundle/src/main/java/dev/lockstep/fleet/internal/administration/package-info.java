/** What administrators do with the site of this main server. */
package dev.lockstep.fleet.internal.administration;
