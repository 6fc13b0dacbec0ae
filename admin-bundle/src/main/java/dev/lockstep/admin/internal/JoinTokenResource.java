package dev.lockstep.admin.internal;

import dev.lockstep.admin.internal.http.Call;
import dev.lockstep.admin.internal.http.CallException;
import dev.lockstep.admin.internal.http.Fields;
import dev.lockstep.admin.internal.http.Json;
import dev.lockstep.admin.internal.http.Reply;
import dev.lockstep.admin.internal.http.Route;
import dev.lockstep.core.node.Admissions;
import dev.lockstep.core.node.HttpPort;
import dev.lockstep.core.node.Right;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.pki.Fingerprint;
import dev.lockstep.core.pki.JoinToken;
import dev.lockstep.core.source.ServerAddress;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpStatus;

/** {@code join-token}: what another computer needs to take its updates here. It is shown once, and is in no log. */
final class JoinTokenResource {
    private final Admissions admissions;
    private final HttpPort port;
    private final Settings settings;

    JoinTokenResource(Admissions admissions, HttpPort port, Settings settings) {
        this.admissions = admissions;
        this.port = port;
        this.settings = settings;
    }

    List<Route> routes() {
        return List.of(Route.post(AdminApi.PATH + "/join-token", Right.APPROVE, this::make));
    }

    private Reply make(Call call) throws IOException {
        Wanted wanted = call.body(Wanted::read);
        int listening = port.local().map(URI::getPort).orElseThrow(JoinTokenResource::none);
        Fingerprint authority = port.authority().orElseThrow(JoinTokenResource::none);
        String host = wanted.address().orElseGet(() -> settings.identity().name());
        ServerAddress address = ServerAddress.parse(host, Integer.toString(listening));
        Admissions.Secret secret = admissions.issueSecret(wanted.uses(), Duration.ofDays(wanted.days()));
        JoinToken token = new JoinToken(address, authority, Optional.empty(), secret.text(), secret.expires());
        return Reply.ok(Json.object()
                .put("token", token.text())
                .put("address", address.toString())
                .put("uses", wanted.uses())
                .put("expires", secret.expires().toString()));
    }

    private static CallException none() {
        return CallException.malformed(
                HttpStatus.CONFLICT_409, "this computer makes no join tokens, because it does not distribute updates");
    }

    private record Wanted(int uses, int days, Optional<String> address) {
        static Wanted read(Fields fields) {
            return new Wanted(
                    Math.toIntExact(fields.number("uses", 1, 1, 100_000)),
                    Math.toIntExact(fields.number("days", 7, 1, 3650)),
                    fields.optionalText("address", 253));
        }
    }
}
