/** The workstation: a login window, then the latest readings. */
package dev.lockstep.examples.metering.workstation;
