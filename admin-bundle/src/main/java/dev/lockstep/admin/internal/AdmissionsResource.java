package dev.lockstep.admin.internal;

import dev.lockstep.admin.internal.http.Call;
import dev.lockstep.admin.internal.http.Fields;
import dev.lockstep.admin.internal.http.Route;
import dev.lockstep.core.access.Right;
import dev.lockstep.core.node.Admissions;
import dev.lockstep.core.node.Admissions.Applicant;
import dev.lockstep.http.Answer;
import dev.lockstep.http.Json;
import java.io.IOException;
import java.util.List;
import java.util.Locale;

/** {@code admissions}: which computers wait, were admitted or revoked; admit or revoke one. */
final class AdmissionsResource {
    private final Admissions admissions;

    AdmissionsResource(Admissions admissions) {
        this.admissions = admissions;
    }

    List<Route> routes() {
        return List.of(
                Route.get(AdminApi.PATH + "/admissions", this::all),
                Route.post(AdminApi.PATH + "/admissions/admit", Right.APPROVE, this::admit),
                Route.post(AdminApi.PATH + "/admissions/revoke", Right.APPROVE, this::revoke));
    }

    private Answer all(Call call) {
        call.query(none -> none);
        return Answer.ok(
                Json.object().put("computers", admissions.all().stream().map(AdmissionsResource::json)));
    }

    private Answer admit(Call call) throws IOException {
        return Answer.ok(json(admissions.admit(call.body(AdmissionsResource::computer))));
    }

    private Answer revoke(Call call) throws IOException {
        return Answer.ok(json(admissions.revoke(call.body(AdmissionsResource::computer))));
    }

    private static String computer(Fields fields) {
        return fields.text("computer", 256);
    }

    private static Json json(Applicant applicant) {
        return Json.object()
                .put("name", applicant.name())
                .put("id", applicant.id())
                .put("key", applicant.key().toString())
                .put("address", applicant.address())
                .put("standing", applicant.standing().name().toLowerCase(Locale.ROOT))
                .put("since", applicant.since().toString());
    }
}
