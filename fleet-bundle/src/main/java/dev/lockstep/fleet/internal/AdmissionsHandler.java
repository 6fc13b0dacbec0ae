package dev.lockstep.fleet.internal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.StrictJson;
import dev.lockstep.core.node.Admissions;
import dev.lockstep.core.node.Admissions.Applicant;
import dev.lockstep.core.problem.ProblemException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Optional;
import org.eclipse.jetty.http.HttpMethod;
import org.eclipse.jetty.http.HttpStatus;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/**
 * {@code /api/v1/admin/admissions}: people see which computers asked (GET), and admit or revoke one (POST {@code .../admit} and
 * {@code .../revoke} with {@code {"computer":"..."}}). The door has looked at their rights before.
 */
@Component(service = Handler.class, property = "lockstep.http.path=" + AdmissionsHandler.PATH)
public final class AdmissionsHandler extends Handler.Abstract {
    static final String PATH = "/api/v1/admin/admissions";
    private static final int LONGEST = 4096;
    private static final long BYTES_UNDER_WAY = 1L << 20;

    private final Admissions admissions;
    private final RequestBody.Budget budget = new RequestBody.Budget(BYTES_UNDER_WAY);

    /** Called by Declarative Services. */
    @Activate
    public AdmissionsHandler(@Reference Admissions admissions) {
        this.admissions = admissions;
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) {
        String path = Request.getPathInContext(request);
        if (path.equals(PATH)) {
            Answer.wrongMethod(request, HttpMethod.GET, HttpMethod.HEAD)
                    .orElseGet(() -> Answer.json(list()))
                    .send(request, response, callback);
            return true;
        }
        boolean admit = path.equals(PATH + "/admit");
        if (!admit && !path.equals(PATH + "/revoke")) {
            return false;
        }
        Optional<Answer> refusal = Answer.wrongMethod(request, HttpMethod.POST);
        if (refusal.isPresent()) {
            refusal.get().send(request, response, callback);
            return true;
        }
        RequestBody.collect(request, LONGEST, budget, outcome -> {
            if (outcome instanceof RequestBody.Outcome.Complete complete) {
                change(complete.bytes().toByteArray(), admit).send(request, response, callback);
            } else if (outcome instanceof RequestBody.Outcome.Broken broken) {
                callback.failed(broken.cause());
            } else {
                Answer.badRequest(HttpStatus.PAYLOAD_TOO_LARGE_413, "naming a computer takes less words")
                        .send(request, response, callback);
            }
        });
        return true;
    }

    private Answer change(byte[] body, boolean admit) {
        try {
            JsonNode computer = StrictJson.parse(body).path("computer");
            if (!computer.isTextual() || computer.asText().isBlank()) {
                return Answer.badRequest(HttpStatus.BAD_REQUEST_400, "needed is {\"computer\":\"...\"}");
            }
            Applicant changed = admit ? admissions.admit(computer.asText()) : admissions.revoke(computer.asText());
            return Answer.json(bytes(json(changed)));
        } catch (ProblemException e) {
            return Answer.problem(HttpStatus.NOT_FOUND_404, e.problem());
        } catch (IllegalArgumentException e) {
            return Answer.badRequest(HttpStatus.BAD_REQUEST_400, "needed is {\"computer\":\"...\"}, " + e.getMessage());
        }
    }

    private byte[] list() {
        ObjectNode list = JsonNodeFactory.instance.objectNode().put("format", 1);
        var computers = list.putArray("computers");
        admissions.all().forEach(applicant -> computers.add(json(applicant)));
        return bytes(list);
    }

    private static ObjectNode json(Applicant applicant) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("name", applicant.name())
                .put("id", applicant.id())
                .put("key", applicant.key().toString())
                .put("address", applicant.address())
                .put("standing", applicant.standing().name().toLowerCase(Locale.ROOT))
                .put("since", applicant.since().toString());
    }

    private static byte[] bytes(ObjectNode json) {
        return json.toString().getBytes(StandardCharsets.UTF_8);
    }
}
