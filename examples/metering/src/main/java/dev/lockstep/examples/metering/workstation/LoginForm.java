package dev.lockstep.examples.metering.workstation;

import dev.lockstep.examples.metering.common.BadInput;
import dev.lockstep.examples.metering.common.Endpoint;

/**
 * What a person typed into the login window, as it stands there.
 *
 * @param address the server's name or address
 * @param port empty means {@value #DEFAULT_PORT}
 * @param user the user name
 * @param useForUpdates whether this computer shall take its updates from this server
 */
record LoginForm(String address, String port, String user, boolean useForUpdates) {
    static final int DEFAULT_PORT = 10000;
    private static final int MAX_USER = 64;

    /** What becomes of a form. */
    sealed interface Outcome {}

    /** It can be used. */
    record Accepted(Login login) implements Outcome {}

    /** It cannot; the keys are those of {@link Texts}, the field is the one to go to. */
    record Refused(String field, String textKey) implements Outcome {}

    /** Checks the fields in the order in which they stand in the window. */
    Outcome check() {
        String host;
        try {
            host = Endpoint.checkHost(address);
        } catch (BadInput e) {
            return new Refused("address", "problem.address");
        }
        int number;
        try {
            number = port.isBlank() ? DEFAULT_PORT : Endpoint.port(port);
        } catch (BadInput e) {
            return new Refused("port", "problem.port");
        }
        String name = user.strip();
        if (name.isEmpty() || name.length() > MAX_USER || name.chars().anyMatch(Character::isISOControl)) {
            return new Refused("user", "problem.user");
        }
        return new Accepted(new Login(new Endpoint(host, number), name, useForUpdates));
    }
}
