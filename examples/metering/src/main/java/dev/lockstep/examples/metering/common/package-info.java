/** What all programs of the metering example share: readings, settings, JSON, HTTP and the control port. */
package dev.lockstep.examples.metering.common;
