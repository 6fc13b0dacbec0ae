/** The poll service: reads meters, keeps their readings on disk and hands them to the metering server. */
package dev.lockstep.examples.metering.poll;
