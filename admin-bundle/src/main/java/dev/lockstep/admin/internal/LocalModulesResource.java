package dev.lockstep.admin.internal;

import dev.lockstep.admin.internal.http.Call;
import dev.lockstep.admin.internal.http.Fields;
import dev.lockstep.admin.internal.http.Json;
import dev.lockstep.admin.internal.http.Reply;
import dev.lockstep.admin.internal.http.Route;
import dev.lockstep.core.node.ExternalModules;
import dev.lockstep.core.node.ExternalModules.SubmittedModule;
import dev.lockstep.core.node.Right;
import dev.lockstep.core.node.Site;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** {@code modules/submit}, {@code submitted} and {@code approve}: modules from files, until they stand in the catalogue. */
final class LocalModulesResource {
    private static final long LONGEST_MODULE = 512L << 20;

    private final ExternalModules modules;
    private final Site site;
    private final Uploads uploads;

    LocalModulesResource(ExternalModules modules, Site site, Uploads uploads) {
        this.modules = modules;
        this.site = site;
        this.uploads = uploads;
    }

    List<Route> routes() {
        return List.of(
                Route.get(AdminApi.PATH + "/modules/submitted", this::submitted),
                Route.post(AdminApi.PATH + "/modules/submit", Right.EDIT_MODULES, this::submit),
                Route.post(AdminApi.PATH + "/modules/approve", Right.APPROVE, this::approve));
    }

    private Reply submitted(Call call) {
        call.query(none -> none);
        return Reply.ok(
                Json.object().put("modules", modules.submitted().stream().map(LocalModulesResource::json)));
    }

    private Reply submit(Call call) throws IOException {
        boolean simulate = call.query(fields -> fields.flag("simulate", false));
        try (Uploads.Upload upload = uploads.receive(call, "module.jar", LONGEST_MODULE)) {
            return Reply.ok(json(modules.submit(upload.file(), simulate)).put("simulated", simulate));
        }
    }

    private static Json json(SubmittedModule submitted) {
        return ModulesResource.json(submitted.module()).put("approved", submitted.approved());
    }

    private Reply approve(Call call) throws IOException {
        Approval approval = call.body(Approval::new);
        try {
            ModuleRelease module = modules.submitted().stream()
                    .map(SubmittedModule::module)
                    .filter(approval::isOf)
                    .findFirst()
                    .orElseThrow(() ->
                            ProblemException.of(ProblemCode.MODULE_UNKNOWN, Map.of("module", approval.toString())));
            if (!site.standing().approver()) {
                appoint(approval);
            }
            site.approve(module, approval.passphrase);
            return Reply.ok(ModulesResource.json(module).put("approved", true));
        } finally {
            Arrays.fill(approval.passphrase, ' ');
        }
    }

    private void appoint(Approval approval) {
        if (!approval.appoint) {
            throw ProblemException.of(
                    ProblemCode.KEY_UNUSABLE,
                    Map.of(
                            "reason",
                            "nobody may approve modules at this site yet; with \"appoint\":true a key for it is made and"
                                    + " encrypted with this passphrase"));
        }
        site.appointApprover(approval.passphrase, Optional.empty(), new char[0]);
    }

    /** Which module is vouched for, and what opens the key. Not a record: a passphrase never comes into a text. */
    private static final class Approval {
        private final String module;
        private final Version version;
        private final boolean appoint;
        private final char[] passphrase;

        Approval(Fields fields) {
            module = fields.text("module", 256);
            version = fields.version("version").orElseThrow(() -> fields.missing("version"));
            appoint = fields.flag("appoint", false);
            passphrase = fields.secret("passphrase");
        }

        boolean isOf(ModuleRelease submitted) {
            return submitted.name().equals(module) && submitted.version().equals(version);
        }

        @Override
        public String toString() {
            return module + " " + version;
        }
    }
}
