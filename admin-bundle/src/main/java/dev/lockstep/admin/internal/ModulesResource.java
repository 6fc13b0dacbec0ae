package dev.lockstep.admin.internal;

import dev.lockstep.admin.internal.http.Call;
import dev.lockstep.admin.internal.http.CallException;
import dev.lockstep.admin.internal.http.Fields;
import dev.lockstep.admin.internal.http.Route;
import dev.lockstep.admin.internal.work.Operations;
import dev.lockstep.admin.internal.work.Outcome;
import dev.lockstep.core.access.Right;
import dev.lockstep.core.node.Assignment;
import dev.lockstep.core.node.ExternalModules;
import dev.lockstep.core.node.ExternalModules.ChangeOutcome;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.version.Version;
import dev.lockstep.http.Answer;
import dev.lockstep.http.Json;
import java.io.IOException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.eclipse.jetty.http.HttpStatus;

/** {@code catalogue} and {@code modules}: what can be installed and what is; install, update and remove. */
final class ModulesResource {
    private static final int LONGEST_NAME = 256;
    private static final int MOST_NAMES = 1000;

    private final ExternalModules modules;
    private final Operations operations;

    ModulesResource(ExternalModules modules, Operations operations) {
        this.modules = modules;
        this.operations = operations;
    }

    List<Route> routes() {
        return List.of(
                Route.get(AdminApi.PATH + "/catalogue", this::catalogue),
                Route.get(AdminApi.PATH + "/modules", this::installed),
                Route.post(AdminApi.PATH + "/modules/install", Right.EDIT_MODULES, this::install),
                Route.post(AdminApi.PATH + "/modules/update", Right.EDIT_MODULES, this::update),
                Route.post(AdminApi.PATH + "/modules/remove", Right.EDIT_MODULES, this::remove),
                Route.post(AdminApi.PATH + "/modules/adopt", Right.EDIT_MODULES, this::adopt));
    }

    private Answer catalogue(Call call) {
        call.query(none -> none);
        return Answer.ok(Json.object()
                .put(
                        "modules",
                        modules.catalogue().stream()
                                .map(entry -> entry.module()
                                        .map(ModulesResource::json)
                                        .orElseGet(() -> Json.object()
                                                .put("name", entry.name())
                                                .put("version", entry.version().toString()))
                                        .put("installed", entry.installed())
                                        .problem("problem", entry.problem(), call.language())
                                        .sentences("remarks", entry.remarks(), call.language()))));
    }

    private Answer installed(Call call) {
        call.query(none -> none);
        return Answer.ok(Json.object()
                .put(
                        "modules",
                        modules.installed().stream()
                                .map(module -> Json.object()
                                        .put("name", module.name())
                                        .put("version", module.version().toString())
                                        .put("requested", module.requested())
                                        .put("state", word(module.state()))
                                        .problem("problem", module.problem(), call.language())
                                        .sentences("remarks", module.remarks(), call.language())))
                .put(
                        "undecided",
                        modules.undecided().stream()
                                .map(module -> Json.object()
                                        .put("name", module.name())
                                        .put("version", module.version().toString()))));
    }

    private static String word(ExternalModules.ModuleState state) {
        return state.name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    private Answer install(Call call) throws IOException {
        InstallRequest wanted = call.body(InstallRequest::read);
        return operations.begin(call, "modules/install", wanted, progress -> changed(install(wanted, progress)));
    }

    private ChangeOutcome install(InstallRequest wanted, Progress progress) {
        return modules.install(wanted.module(), wanted.version(), wanted.simulate(), progress);
    }

    private Answer update(Call call) throws IOException {
        UpdateRequest updated = call.body(UpdateRequest::read);
        updated.module().filter(name -> !isInstalled(name)).ifPresent(name -> {
            throw CallException.malformed(HttpStatus.CONFLICT_409, "module " + name + " is not installed");
        });
        return operations.begin(call, "modules/update", updated, progress -> updated(updated, progress));
    }

    private boolean isInstalled(String name) {
        return modules.installed().stream().anyMatch(module -> module.name().equals(name));
    }

    private Outcome updated(UpdateRequest updated, Progress progress) {
        if (updated.module().isPresent()) {
            return changed(modules.update(updated.module().get(), updated.version(), updated.simulate(), progress));
        }
        return changed(modules.updateAll(updated.simulate(), progress, name -> {}));
    }

    private Answer remove(Call call) throws IOException {
        RemoveRequest removed = call.body(RemoveRequest::read);
        return operations.begin(
                call,
                "modules/remove",
                removed,
                progress -> changed(modules.remove(removed.module(), removed.simulate(), progress)));
    }

    private Answer adopt(Call call) throws IOException {
        AdoptRequest adopted = call.body(AdoptRequest::read);
        List<String> open = modules.undecided().stream()
                .map(Assignment.AssignedModule::name)
                .toList();
        adopted.modules().stream()
                .filter(name -> !open.contains(name))
                .findFirst()
                .ifPresent(name -> {
                    throw CallException.malformed(
                            HttpStatus.CONFLICT_409,
                            "module " + name + " is none of those that have to be decided on: "
                                    + String.join(", ", open));
                });
        return operations.begin(
                call,
                "modules/adopt",
                adopted,
                progress -> changed(modules.adopt(Set.copyOf(adopted.modules()), adopted.simulate(), progress)));
    }

    private static Outcome changed(ChangeOutcome outcome) {
        if (outcome instanceof ChangeOutcome.Changed changed) {
            return Outcome.of(changed.actions().isEmpty() ? "unchanged" : "changed", Json.object(), changed.actions());
        } else if (outcome instanceof ChangeOutcome.Simulated simulated) {
            return Outcome.of("simulated", Json.object().put("refreshed", simulated.refreshed()), simulated.actions());
        } else if (outcome instanceof ChangeOutcome.RolledBack back) {
            return Outcome.of("rolled-back", Json.object(), back.problem());
        }
        return Outcome.refused(((ChangeOutcome.Refused) outcome).problem());
    }

    static Json json(ModuleRelease module) {
        return Json.object()
                .put("name", module.name())
                .put("version", module.version().toString())
                .put("title", module.title())
                .put("description", module.description())
                .put("publisher", module.publisher())
                .put("components", module.components())
                .put("platform", module.platform().toString());
    }

    private record InstallRequest(String module, Optional<Version> version, boolean simulate) {
        static InstallRequest read(Fields fields) {
            return new InstallRequest(
                    fields.text("module", LONGEST_NAME), fields.version("version"), fields.flag("simulate", false));
        }
    }

    private record UpdateRequest(Optional<String> module, Optional<Version> version, boolean simulate) {
        static UpdateRequest read(Fields fields) {
            return new UpdateRequest(
                    fields.optionalText("module", LONGEST_NAME),
                    fields.version("version"),
                    fields.flag("simulate", false));
        }
    }

    private record AdoptRequest(List<String> modules, boolean none, boolean simulate) {
        static AdoptRequest read(Fields fields) {
            AdoptRequest adopted = new AdoptRequest(
                    fields.texts("modules", MOST_NAMES, LONGEST_NAME),
                    fields.flag("none", false),
                    fields.flag("simulate", false));
            if (adopted.modules().isEmpty() != adopted.none()) {
                throw CallException.malformed("name the \"modules\" that stay, or say \"none\"");
            }
            return adopted;
        }
    }

    private record RemoveRequest(String module, boolean simulate) {
        static RemoveRequest read(Fields fields) {
            return new RemoveRequest(fields.text("module", LONGEST_NAME), fields.flag("simulate", false));
        }
    }
}
