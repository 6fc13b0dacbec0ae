package dev.lockstep.examples.metering.workstation;

import dev.lockstep.examples.metering.common.Endpoint;

/**
 * A login with everything in order.
 *
 * @param server the server's address and the port on which its Lockstep answers
 * @param user the user name
 * @param useForUpdates whether this computer shall take its updates from this server
 */
record Login(Endpoint server, String user, boolean useForUpdates) {}
