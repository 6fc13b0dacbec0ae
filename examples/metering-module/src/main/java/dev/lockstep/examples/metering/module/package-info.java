/** An external module for the metering workstation: it appears while the workstation runs. */
package dev.lockstep.examples.metering.module;
