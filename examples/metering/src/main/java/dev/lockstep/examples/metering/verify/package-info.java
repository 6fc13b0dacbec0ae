/** Compares what the meters measured with what the server stored. */
package dev.lockstep.examples.metering.verify;
