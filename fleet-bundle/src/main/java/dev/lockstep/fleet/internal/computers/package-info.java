/** The computers below this one: who they are, what they reported, and for how long they ran different versions. */
package dev.lockstep.fleet.internal.computers;
