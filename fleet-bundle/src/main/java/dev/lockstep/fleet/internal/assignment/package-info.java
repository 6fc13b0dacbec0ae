/** What the computers below this one are to run. */
package dev.lockstep.fleet.internal.assignment;
