package dev.lockstep.admin.internal;

import dev.lockstep.admin.internal.http.Call;
import dev.lockstep.admin.internal.http.CallException;
import dev.lockstep.admin.internal.http.Fields;
import dev.lockstep.admin.internal.http.Route;
import dev.lockstep.core.access.Right;
import dev.lockstep.core.membership.JoinToken;
import dev.lockstep.core.node.JoinTokens;
import dev.lockstep.http.Answer;
import dev.lockstep.http.Json;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpStatus;

/** {@code join-token}: what another computer needs to take its updates here. It is shown once, and is in no log. */
final class JoinTokenResource {
    private final JoinTokens tokens;

    JoinTokenResource(JoinTokens tokens) {
        this.tokens = tokens;
    }

    List<Route> routes() {
        return List.of(Route.post(AdminApi.PATH + "/join-token", Right.APPROVE, this::make));
    }

    private Answer make(Call call) throws IOException {
        TokenRequest wanted = call.body(TokenRequest::read);
        JoinToken token = tokens.issue(wanted.address(), wanted.uses(), wanted.days())
                .orElseThrow(() -> CallException.malformed(
                        HttpStatus.CONFLICT_409,
                        "this computer makes no join tokens, because it does not distribute updates"));
        return Answer.ok(Json.object()
                .put("token", token.text())
                .put("address", token.address().toString())
                .put("uses", wanted.uses())
                .put("expires", token.expires().toString()));
    }

    private record TokenRequest(int uses, int days, Optional<String> address) {
        static TokenRequest read(Fields fields) {
            return new TokenRequest(
                    Math.toIntExact(fields.number("uses", 1, 1, JoinTokens.MOST_USES)),
                    Math.toIntExact(fields.number("days", 7, 1, JoinTokens.MOST_DAYS)),
                    fields.optionalText("address", 253));
        }
    }
}
