package dev.lockstep.admin.internal;

import dev.lockstep.core.node.SiteVersions;
import dev.lockstep.http.Json;
import java.util.List;
import java.util.Locale;

/** Whether the computers of the site run one version, as JSON. */
final class SiteState {
    private SiteState() {}

    static Json json(SiteVersions.State state, Locale language) {
        if (state instanceof SiteVersions.State.Mixed mixed) {
            return Json.object()
                    .put("state", mixed.overdue() ? "overdue" : "mixed")
                    .put("since", mixed.since().toString())
                    .put("target", mixed.target().toString())
                    .put("onTarget", mixed.onTarget())
                    .put("connected", mixed.connected())
                    .put("behind", behind(mixed.behind(), language).stream());
        }
        return Json.object()
                .put("state", "uniform")
                .put("behind", behind(((SiteVersions.State.Uniform) state).away(), language).stream());
    }

    private static List<Json> behind(List<SiteVersions.Behind> computers, Locale language) {
        return computers.stream()
                .map(computer -> Json.object()
                        .put("computer", computer.computer())
                        .put("versions", computer.versions())
                        .put("connected", computer.connected())
                        .put("seen", computer.seen().toString())
                        .put("reason", computer.reason().text(language)))
                .toList();
    }
}
