package dev.lockstep.core.tuf;

import dev.lockstep.core.store.Digest;
import java.nio.charset.StandardCharsets;
import java.util.Set;

/** Turns the name of a role, which can be any text from the network, into a file name that is valid on every system. */
final class RoleFileName {
    private static final int LONGEST = 180;
    private static final String PLAIN = "abcdefghijklmnopqrstuvwxyz0123456789-_.";
    private static final Set<String> DEVICES = Set.of("con", "prn", "aux", "nul");

    private RoleFileName() {}

    static String of(String roleName) {
        StringBuilder name = new StringBuilder();
        for (byte each : roleName.getBytes(StandardCharsets.UTF_8)) {
            char c = (char) (each & 0xff);
            // Capitals, too: otherwise "Timestamp" would be "timestamp" on a file system that ignores case.
            if (PLAIN.indexOf(c) >= 0 && (!name.isEmpty() || (c != '.' && !isDevice(roleName)))) {
                name.append(c);
            } else {
                name.append(String.format("%%%02X", (int) c));
            }
        }
        if (name.length() > LONGEST) {
            String hash = Digest.of(roleName.getBytes(StandardCharsets.UTF_8)).hex();
            return name.substring(0, LONGEST - hash.length()) + "~" + hash + ".json";
        }
        return name + ".json";
    }

    /** Names that Windows takes for a device, whatever the extension. */
    private static boolean isDevice(String roleName) {
        int dot = roleName.indexOf('.');
        String stem = dot < 0 ? roleName : roleName.substring(0, dot);
        return DEVICES.contains(stem) || stem.matches("(com|lpt)[0-9]");
    }
}
