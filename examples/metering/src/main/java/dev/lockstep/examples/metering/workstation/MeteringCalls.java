package dev.lockstep.examples.metering.workstation;

import dev.lockstep.examples.metering.common.BadInput;
import dev.lockstep.examples.metering.common.Endpoint;
import dev.lockstep.examples.metering.common.Fields;
import dev.lockstep.examples.metering.common.HttpCalls;
import java.io.IOException;
import java.net.URI;
import java.util.List;

/**
 * The calls that a workstation makes to a metering server.
 *
 * @param http makes the calls
 * @param port the application port, the same on every server
 */
record MeteringCalls(HttpCalls http, int port) {
    /** Asks whether this version may work with the server. */
    HttpCalls.Reply login(Endpoint server, String version) throws IOException, InterruptedException, BadInput {
        return http.get(uri(server, "/login?version=" + version));
    }

    /** The newest readings, newest first. */
    List<Fields> latest(Endpoint server, int max) throws IOException, InterruptedException, BadInput {
        HttpCalls.Reply reply = http.get(uri(server, "/readings/latest?max=" + max));
        if (!reply.ok()) {
            throw new IOException(reply.message());
        }
        return reply.body().objects("readings");
    }

    /** Where the metering server of this computer answers. */
    Endpoint application(Endpoint server) {
        return new Endpoint(server.host(), port);
    }

    private URI uri(Endpoint server, String path) {
        return application(server).http(path);
    }
}
