package dev.lockstep.admin.internal;

import dev.lockstep.admin.internal.http.Call;
import dev.lockstep.admin.internal.http.CallException;
import dev.lockstep.admin.internal.http.Fields;
import dev.lockstep.admin.internal.http.Route;
import dev.lockstep.core.access.Right;
import dev.lockstep.core.node.HttpPort;
import dev.lockstep.core.node.NodeSettings.SourceKind;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.node.Site;
import dev.lockstep.core.node.TrustedSite;
import dev.lockstep.core.source.ServerAddress;
import dev.lockstep.http.Answer;
import dev.lockstep.http.Json;
import java.io.IOException;
import java.net.URI;
import java.util.List;
import java.util.Optional;

/** {@code site}: of which site this computer is, and what its computers compare; {@code server-address}: where it moves to. */
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
        return List.of(
                Route.get(AdminApi.PATH + "/site", this::site),
                Route.post(AdminApi.PATH + "/server-address", Right.CHANGE_SETTINGS, this::move));
    }

    private Answer move(Call call) throws IOException {
        Optional<ServerAddress> next = call.body(this::address);
        site.moveTo(next);
        return Answer.ok(Json.object().put("movesTo", next));
    }

    /** Empty if the server stays where it is, which has to be said. */
    private Optional<ServerAddress> address(Fields fields) {
        int now = port.local().map(URI::getPort).orElse(ServerAddress.DEFAULT_PORT);
        Optional<String> address = fields.optionalText("address", 253);
        long next = fields.number("port", now, 1, 65535);
        if (address.isPresent() == fields.flag("stay", false)) {
            throw CallException.malformed("either \"address\" is needed, or \"stay\":true");
        }
        return address.map(host -> ServerAddress.parse(host, Long.toString(next)));
    }

    private Answer site(Call call) {
        call.query(none -> none);
        Json json = Json.object().put("authority", port.authority());
        if (settings.current().sourceKind() == SourceKind.COMPUTER) {
            return Answer.ok(json.put("main", false).put("fingerprint", trusted.known()));
        }
        Site.Status status = site.status();
        json.put("main", true).put("approvers", status.approvers()).put("movesTo", site.movesTo());
        // Before a site exists there is no root key.
        status.fingerprint()
                .ifPresent(known -> json.put("fingerprint", known.toString())
                        .put("rootKeyHere", status.rootKeyHere())
                        .put("expires", status.expires()));
        return Answer.ok(json);
    }
}
