package dev.lockstep.admin.internal;

import dev.lockstep.core.node.SiteVersions;
import dev.lockstep.http.Json;
import java.util.List;

/** Whether the computers of the site run one version, as JSON. */
final class SiteState {
    private SiteState() {}

    static Json json(SiteVersions.State state) {
        if (state instanceof SiteVersions.State.Mixed mixed) {
            return Json.object()
                    .put("state", mixed.overdue() ? "overdue" : "mixed")
                    .put("since", mixed.since().toString())
                    .put("target", mixed.target().toString())
                    .put("onTarget", mixed.onTarget())
                    .put("connected", mixed.connected())
                    .put("behind", behind(mixed.behind()).stream());
        }
        return Json.object()
                .put("state", "uniform")
                .put("behind", behind(((SiteVersions.State.Uniform) state).away()).stream());
    }

    private static List<Json> behind(List<SiteVersions.Behind> computers) {
        return computers.stream()
                .map(computer -> Json.object()
                        .put("computer", computer.computer())
                        .put("versions", computer.versions())
                        .put("connected", computer.connected())
                        .put("seen", computer.seen().toString())
                        .put("reason", computer.reason()))
                .toList();
    }
}
