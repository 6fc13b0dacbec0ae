package dev.lockstep.guard;

import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;

/** Says things to the log, or, while nothing takes it up yet, to the launcher's. */
final class Notices {
    private static final Logger LOG = Logger.getLogger("dev.lockstep.guard");

    private Notices() {}

    static void say(String text) {
        if (LogManager.getLogManager().getLogger("").getHandlers().length == 0) {
            System.err.println(text);
        }
        LOG.log(Level.WARNING, "{0}", text);
    }
}
