package dev.lockstep.client.internal.http;

import dev.lockstep.client.internal.AgentService;
import dev.lockstep.client.internal.upstream.UpstreamService;
import dev.lockstep.core.access.Access;
import dev.lockstep.core.node.Audit;
import dev.lockstep.core.node.HttpPort;
import dev.lockstep.core.node.Settings;
import dev.lockstep.core.node.UpdateAgent;
import dev.lockstep.http.Answer;
import dev.lockstep.http.GuardedHandler;
import dev.lockstep.http.RequestBody;
import java.io.IOException;
import java.io.InputStream;
import java.time.InstantSource;
import java.util.Optional;
import org.eclipse.jetty.http.HttpHeader;
import org.eclipse.jetty.io.Content;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.util.Callback;
import org.osgi.service.component.annotations.Activate;
import org.osgi.service.component.annotations.Component;
import org.osgi.service.component.annotations.Reference;

/** What applications of this computer say and ask: {@code /api/v1/local/...}, for callers on loopback only. */
@Component(service = Handler.class, property = HttpPort.PATH + "=" + LocalHandler.PATH)
public final class LocalHandler extends GuardedHandler {
    static final String PATH = "/api/v1/local";
    private static final int LONGEST_BODY = 16 * 1024;
    private static final int MOST_THROWN_AWAY = 256 * 1024;

    private final LoginCall login;
    private final StatusCall status;

    /** Called by Declarative Services. */
    @Activate
    public LocalHandler(
            @Reference UpstreamService upstream,
            @Reference AgentService triggers,
            @Reference UpdateAgent agent,
            @Reference Settings settings,
            @Reference Audit audit) {
        this(
                new LoginCall(
                        upstream.logins(),
                        upstream::choice,
                        upstream::firstLoginDecides,
                        triggers::sourceChanged,
                        audit,
                        InstantSource.system(),
                        settings.identity().data()),
                agent);
    }

    LocalHandler(LoginCall login, UpdateAgent agent) {
        // Who is not on this computer is refused by a rule of its own.
        super(Access.EVERYBODY);
        this.login = login;
        this.status = new StatusCall(agent);
    }

    @Override
    public boolean handle(Request request, Response response, Callback callback) throws IOException {
        String path = Request.getPathInContext(request);
        if (!path.startsWith(PATH + "/")) {
            return false;
        }
        Optional<String> refusal = LoopbackOnly.refusal(
                request.getConnectionMetaData().getRemoteSocketAddress(),
                authority(request),
                header(request, HttpHeader.ORIGIN));
        Answer answer = refusal.isPresent()
                ? Answer.badRequest(403, refusal.get())
                : answer(path.substring(PATH.length()), request);
        return answer.sent(request, response, callback);
    }

    /** The host that the call names: Host in HTTP/1.1, :authority in HTTP/2; Jetty treats both alike. */
    private static String authority(Request request) {
        return Optional.ofNullable(request.getHttpURI().getAuthority()).orElse("");
    }

    private Answer answer(String call, Request request) throws IOException {
        String asked = request.getMethod() + " " + call;
        return switch (asked) {
            case "POST /login" -> login(request);
            case "GET /status" -> status.answer(Answer.language(request));
            default ->
                call.equals("/login") || call.equals("/status")
                        ? Answer.badRequest(405, "it is called by " + (call.equals("/login") ? "POST" : "GET"))
                        : Answer.badRequest(404, "there is no such call");
        };
    }

    private Answer login(Request request) throws IOException {
        if (!RequestBody.isJson(request)) {
            return Answer.badRequest(415, "a login has the content type application/json");
        }
        try (InputStream body = Content.Source.asInputStream(request)) {
            byte[] bytes = body.readNBytes(LONGEST_BODY + 1);
            if (bytes.length > LONGEST_BODY) {
                // A client that is still sending would not receive the answer.
                body.readNBytes(MOST_THROWN_AWAY);
                return tooLong();
            }
            return login.answer(bytes, Answer.language(request));
        }
    }

    private static Answer tooLong() {
        return Answer.badRequest(413, "a login has at most " + LONGEST_BODY + " bytes");
    }

    private static String header(Request request, HttpHeader name) {
        String value = request.getHeaders().get(name);
        return value == null ? "" : value;
    }
}
