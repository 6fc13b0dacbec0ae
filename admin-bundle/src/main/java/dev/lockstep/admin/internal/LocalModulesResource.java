package dev.lockstep.admin.internal;

import dev.lockstep.admin.internal.http.Call;
import dev.lockstep.admin.internal.http.Route;
import dev.lockstep.core.access.Right;
import dev.lockstep.core.node.ExternalModules;
import dev.lockstep.core.node.ExternalModules.SubmittedModule;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.http.Answer;
import dev.lockstep.http.Json;
import java.io.IOException;
import java.util.List;

/** {@code modules/submit} and {@code modules/submitted}: modules from files, until somebody approves them. */
final class LocalModulesResource {
    private static final long LONGEST_MODULE = 512L << 20;

    private final ExternalModules modules;
    private final Uploads uploads;

    LocalModulesResource(ExternalModules modules, Uploads uploads) {
        this.modules = modules;
        this.uploads = uploads;
    }

    List<Route> routes() {
        return List.of(
                Route.get(AdminApi.PATH + "/modules/submitted", this::submitted),
                Route.post(AdminApi.PATH + "/modules/submit", Right.EDIT_MODULES, this::submit));
    }

    private Answer submitted(Call call) {
        call.query(none -> none);
        return Answer.ok(
                Json.object().put("modules", modules.submitted().stream().map(LocalModulesResource::json)));
    }

    private Answer submit(Call call) throws IOException {
        boolean simulate = call.query(fields -> fields.flag("simulate", false));
        try (Uploads.Upload upload = uploads.receive(call, "module.jar", LONGEST_MODULE, Progress.SILENT)) {
            return Answer.ok(json(modules.submit(upload.file(), simulate)).put("simulated", simulate));
        }
    }

    private static Json json(SubmittedModule submitted) {
        return ModulesResource.json(submitted.module()).put("approved", submitted.approved());
    }
}
