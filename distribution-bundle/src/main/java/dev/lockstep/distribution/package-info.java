/** Mirror, from a source into the distribution folder, and the HTTP service on the one port. */
package dev.lockstep.distribution;
