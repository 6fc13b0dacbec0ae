/** The metering server: stores every reading once and tells what it has. */
package dev.lockstep.examples.metering.server;
