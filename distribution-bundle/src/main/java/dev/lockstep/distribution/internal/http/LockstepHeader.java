package dev.lockstep.distribution.internal.http;

import org.eclipse.jetty.http.HttpField;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.PreEncodedHttpField;
import org.eclipse.jetty.server.HttpConfiguration;
import org.eclipse.jetty.server.Request;

/** Puts {@code Lockstep: 1} on every answer: by it, a client knows an update server from any other. */
final class LockstepHeader implements HttpConfiguration.Customizer {
    private static final HttpField FIELD = new PreEncodedHttpField("Lockstep", "1");

    @Override
    public Request customize(Request request, HttpFields.Mutable responseHeaders) {
        responseHeaders.put(FIELD);
        return request;
    }
}
