package dev.lockstep.admin.internal;

import dev.lockstep.admin.internal.http.Call;
import dev.lockstep.admin.internal.http.CallException;
import dev.lockstep.admin.internal.http.Fields;
import dev.lockstep.admin.internal.http.Route;
import dev.lockstep.core.access.Right;
import dev.lockstep.core.node.ExternalModules;
import dev.lockstep.core.node.ExternalModules.InstalledModule;
import dev.lockstep.core.node.ExternalModules.SubmittedModule;
import dev.lockstep.core.node.Site;
import dev.lockstep.core.node.Upstream;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.site.Audience;
import dev.lockstep.core.site.Rollback;
import dev.lockstep.core.site.RollbackApproval;
import dev.lockstep.core.site.RootKey;
import dev.lockstep.core.trust.VendorMetadata;
import dev.lockstep.core.version.Version;
import dev.lockstep.http.Answer;
import dev.lockstep.http.Json;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * {@code modules/approve} and {@code rollback/approve}: the word of the site's approver, with the passphrase of his key, which is
 * overwritten after use and kept nowhere.
 */
final class ApproveResource {
    private final ExternalModules modules;
    private final Site site;
    private final Upstream upstream;

    ApproveResource(ExternalModules modules, Site site, Upstream upstream) {
        this.modules = modules;
        this.site = site;
        this.upstream = upstream;
    }

    List<Route> routes() {
        return List.of(
                Route.post(AdminApi.PATH + "/modules/approve", Right.APPROVE, call -> approved(call, this::module)),
                Route.post(AdminApi.PATH + "/rollback/approve", Right.APPROVE, call -> approved(call, this::rollback)));
    }

    private Answer approved(Call call, Work work) throws IOException {
        Approval approval = call.body(Approval::new);
        try {
            return work.approve(approval);
        } finally {
            Arrays.fill(approval.passphrase, ' ');
        }
    }

    private Answer module(Approval approval) {
        String name = approval.requireModule();
        ModuleRelease module = modules.submitted().stream()
                .map(SubmittedModule::module)
                .filter(one -> one.name().equals(name) && one.version().equals(approval.version))
                .findFirst()
                .orElseThrow(() -> ProblemException.of(
                        ProblemCode.MODULE_UNKNOWN, Map.of("module", name + " " + approval.version)));
        requireApprover(approval);
        site.approve(module, approval.passphrase);
        return Answer.ok(ModulesResource.json(module).put("approved", true));
    }

    private Answer rollback(Approval approval) {
        Rollback rollback = upstream.trusted()
                .flatMap(vendor -> approval.rollback(vendor, modules.installed()))
                .orElseThrow(() -> ProblemException.of(
                        ProblemCode.RELEASE_UNKNOWN,
                        Map.of(
                                "what",
                                Sentence.of("unknown.release", Map.of("release", approval.version)),
                                "address",
                                Sentence.of("the-vendor"))));
        requireApprover(approval);
        RollbackApproval approved = site.approve(rollback, approval.audience, approval.passphrase);
        return Answer.ok(Json.object()
                .put("rollback", approved.rollback().title())
                .put("until", approved.until().toString()));
    }

    /** The first time somebody becomes the approver, if that was said. */
    private void requireApprover(Approval approval) {
        if (site.status().approver()) {
            return;
        }
        if (!approval.appoint) {
            throw ProblemException.of(ProblemCode.KEY_UNUSABLE, Map.of("reason", Sentence.of("key.no-approver-yet")));
        }
        site.appointApprover("approver", approval.passphrase, RootKey.onServer());
    }

    /** What an approval is for. */
    @FunctionalInterface
    private interface Work {
        Answer approve(Approval approval);
    }

    /** What is approved, and what opens the key. Not a record: a passphrase never comes into a text. */
    private static final class Approval {
        private final Optional<String> module;
        private final Version version;
        private final Audience audience;
        private final boolean appoint;
        private final char[] passphrase;

        Approval(Fields fields) {
            module = fields.optionalText("module", 256);
            version = fields.version("version").orElseThrow(() -> Fields.missing("version"));
            audience =
                    fields.optionalText("computer", 64).map(Approval::computer).orElseGet(Audience.Everybody::new);
            appoint = fields.flag("appoint", false);
            passphrase = fields.secret("passphrase");
        }

        private static Audience computer(String id) {
            try {
                return new Audience.Computer(id);
            } catch (IllegalArgumentException e) {
                throw CallException.malformed("\"computer\" is no id of a computer");
            }
        }

        String requireModule() {
            return module.orElseThrow(() -> Fields.missing("module"));
        }

        /** Of a module if one is named, else of the whole release; empty if the vendor does not list it. */
        Optional<Rollback> rollback(VendorMetadata vendor, List<InstalledModule> installed) {
            if (module.isEmpty()) {
                return Rollback.toRelease(version, vendor);
            }
            Optional<Version> now = installed.stream()
                    .filter(one -> one.name().equals(module.get()))
                    .map(InstalledModule::version)
                    .findFirst();
            return Optional.of(Rollback.toModule(module.get(), version, now, vendor));
        }
    }
}
