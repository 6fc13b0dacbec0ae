package dev.lockstep.admin.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.admin.internal.http.Call;
import dev.lockstep.admin.internal.http.Route;
import dev.lockstep.core.access.Right;
import dev.lockstep.http.Answer;
import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.http.pathmap.UriTemplatePathSpec;

/**
 * The description of the API (OpenAPI 3.1): what stands in {@code openapi.json}, with the rights that the routes declare.
 * Everybody may read it: it says nothing of this computer.
 */
final class OpenApiResource {
    static final String PATH = "/api/v1/openapi.json";
    private static final JsonMapper JSON = new JsonMapper();

    private final List<Route> described;

    OpenApiResource(List<Route> described) {
        this.described = described;
    }

    Route route() {
        return new Route(HttpMethod.GET, new UriTemplatePathSpec(PATH), Optional.empty(), this::description);
    }

    private Answer description(Call call) throws IOException {
        // Read anew each time: it is asked for seldom, and need not lie in memory.
        try (InputStream in = OpenApiResource.class.getResourceAsStream("openapi.json")) {
            JsonNode document = JSON.readTree(in);
            for (Route route : described) {
                String method = route.method().asString().toLowerCase(Locale.ROOT);
                ObjectNode operation = document.withObject("/paths")
                        .withObjectProperty(route.path().getDeclaration())
                        .withObjectProperty(method);
                route.right().ifPresent(right -> guard(operation, right));
            }
            return Answer.bytes(HttpStatus.OK_200, "application/json", JSON.writeValueAsBytes(document))
                    .tagged();
        }
    }

    private static void guard(ObjectNode operation, Right right) {
        operation.put("x-lockstep-right", right.word());
        ObjectNode responses = operation.withObjectProperty("responses");
        responses.putObject("401").put("$ref", "#/components/responses/SignInNeeded");
        responses.putObject("403").put("$ref", "#/components/responses/RightMissing");
    }
}
