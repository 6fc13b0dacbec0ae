package dev.lockstep.examples.metering.server;

import dev.lockstep.examples.metering.common.BadInput;
import dev.lockstep.examples.metering.common.Settings;
import java.net.InetSocketAddress;

/**
 * Where the server listens: section {@code Server} of its configuration file.
 *
 * @param address the application port; loopback unless {@code Host} says otherwise
 * @param updatePort the port on which this computer's Lockstep offers updates, told to workstations that need one
 */
record ServerSettings(InetSocketAddress address, int updatePort) {
    private static final String SECTION = "Server";

    static ServerSettings of(Settings settings) throws BadInput {
        String host = settings.text(SECTION, "Host").orElse("127.0.0.1");
        return new ServerSettings(
                new InetSocketAddress(host, settings.number(SECTION, "Port", 0, 65535, 10080)),
                settings.number(SECTION, "UpdatePort", 1, 65535, 10000));
    }

    ServerSettings onPort(int port) {
        return new ServerSettings(new InetSocketAddress(address.getAddress(), port), updatePort);
    }
}
