/** Who is there, what they run and what they should run. */
package dev.lockstep.fleet;
