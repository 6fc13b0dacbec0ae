/** Meters that surround the system: they measure, remember the last readings and answer over TCP. */
package dev.lockstep.examples.metering.simulator;
