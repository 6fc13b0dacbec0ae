package dev.lockstep.examples.metering.server;

import dev.lockstep.examples.metering.common.Answer;
import dev.lockstep.examples.metering.common.BadInput;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Decides which workstations may work with this server: those of the same major version.
 *
 * <p>The answer always names both versions and where the update is to be had.
 *
 * @param server the server's own version
 * @param updatePort the port of this computer on which Lockstep offers updates
 */
record LoginRule(String server, int updatePort) {
    private static final Pattern VERSION =
            Pattern.compile("(\\d{1,9})\\.\\d{1,9}\\.\\d{1,9}(?:[-+][0-9A-Za-z.+-]{1,64})?");

    Answer answer(String workstation) throws BadInput {
        Map<String, Object> body = new LinkedHashMap<>();
        boolean admitted = major(workstation).equals(major(server));
        boolean same = workstation.equals(server);
        body.put("admitted", admitted);
        body.put("same", same);
        body.put("server", server);
        body.put("workstation", workstation);
        body.put("updatePort", updatePort);
        if (!admitted) {
            body.put("code", "login.version");
        }
        if (!same) {
            body.put(
                    "message",
                    "The workstation is version " + workstation + ", the server is version " + server
                            + ". Lockstep offers the update on port " + updatePort + " of this server.");
        }
        return new Answer(admitted ? 200 : 409, body);
    }

    private static String major(String version) throws BadInput {
        Matcher matcher = VERSION.matcher(version);
        if (!matcher.matches()) {
            throw new BadInput("login.version-malformed", "The login needs ?version= with a version such as 1.0.0.");
        }
        return matcher.group(1);
    }
}
