package dev.lockstep.admin.internal;

import dev.lockstep.admin.internal.http.Call;
import dev.lockstep.admin.internal.http.Json;
import dev.lockstep.admin.internal.http.Reply;
import dev.lockstep.admin.internal.http.Route;
import dev.lockstep.core.node.HttpPort;
import dev.lockstep.core.node.NodeSettings.SourceKind;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.node.Site;
import dev.lockstep.core.node.TrustedSite;
import java.util.List;

/** {@code site}: of which site this computer is, and what its computers compare. */
final class SiteResource {
    private final Settings settings;
    private final Site site;
    private final TrustedSite trusted;
    private final HttpPort port;

    SiteResource(Settings settings, Site site, TrustedSite trusted, HttpPort port) {
        this.settings = settings;
        this.site = site;
        this.trusted = trusted;
        this.port = port;
    }

    List<Route> routes() {
        return List.of(Route.get(AdminApi.PATH + "/site", this::site));
    }

    private Reply site(Call call) {
        call.query(none -> none);
        Json json = Json.object().put("authority", port.authority());
        if (settings.current().sourceKind() == SourceKind.COMPUTER) {
            return Reply.ok(json.put("main", false).put("fingerprint", trusted.known()));
        }
        Site.Standing standing = site.standing();
        json.put("main", true).put("approver", standing.approver());
        // Before the first word of a site there is no root key that could be anywhere.
        standing.fingerprint()
                .ifPresent(
                        known -> json.put("fingerprint", known.toString()).put("rootKeyHere", standing.rootKeyHere()));
        return Reply.ok(json);
    }
}
