/** Measures how thousands of computers get back to a server that was just started. */
package dev.lockstep.benchmarks.morning;
