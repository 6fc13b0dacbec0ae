package dev.lockstep.admin.internal;

import dev.lockstep.admin.internal.http.Call;
import dev.lockstep.admin.internal.http.Reply;
import dev.lockstep.admin.internal.http.Route;
import dev.lockstep.admin.internal.http.Tags;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.pathmap.UriTemplatePathSpec;

/** The description of the API (OpenAPI 3.1). Everybody may read it: it stands in the sources, and says nothing of this computer. */
final class OpenApiResource {
    static final String PATH = "/api/v1/openapi.json";

    List<Route> routes() {
        return List.of(new Route(HttpMethod.GET, new UriTemplatePathSpec(PATH), Optional.empty(), this::description));
    }

    private Reply description(Call call) throws IOException {
        // Read anew each time: it is asked for seldom, and need not lie in memory.
        try (InputStream in = OpenApiResource.class.getResourceAsStream("openapi.json")) {
            byte[] description = in.readAllBytes();
            return Reply.bytes(HttpStatus.OK_200, "application/json", description)
                    .tagged(Tags.of(description));
        }
    }
}
