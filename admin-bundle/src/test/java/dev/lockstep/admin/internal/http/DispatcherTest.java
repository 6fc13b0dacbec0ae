package dev.lockstep.admin.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.access.Caller;
import dev.lockstep.core.access.Right;
import dev.lockstep.core.pki.Fingerprint;
import dev.lockstep.http.Answer;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import org.eclipse.jetty.server.Handler;
import org.eclipse.jetty.server.Request;
import org.eclipse.jetty.server.Response;
import org.eclipse.jetty.server.Server;
import org.eclipse.jetty.server.ServerConnector;
import org.eclipse.jetty.util.Callback;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A port without the access filter, as if somebody had forgotten it or it had let somebody pass who may not. */
@Timeout(300)
class DispatcherTest {
    private final AtomicInteger done = new AtomicInteger();
    private final Server server = new Server();
    private final ServerConnector port = new ServerConnector(server);
    private volatile Optional<Caller> caller = Optional.empty();

    @BeforeEach
    void open() throws Exception {
        List<Route> routes = new ArrayList<>();
        for (Right right : Right.values()) {
            routes.add(Route.post("/" + right.word(), right, call -> {
                done.incrementAndGet();
                return Answer.done();
            }));
        }
        Dispatcher dispatcher = new Dispatcher(routes, Runnable::run);
        port.setHost("127.0.0.1");
        server.addConnector(port);
        server.setHandler(new Handler.Abstract() {
            @Override
            public boolean handle(Request request, Response response, Callback callback) {
                caller.ifPresent(known -> request.setAttribute(Caller.ATTRIBUTE, known));
                dispatcher.handle(request, response, callback);
                return true;
            }
        });
        server.start();
    }

    @AfterEach
    void close() throws Exception {
        server.stop();
    }

    @Test
    @DisplayName(
            "LS-135 Where the door let somebody pass who may not, the route itself refuses: nobody without its right")
    void theRightIsLookedAtASecondTime() throws Exception {
        for (Right held : Right.values()) {
            caller = Optional.of(new Caller.Person("ivan", Set.of(held)));
            for (Right needed : Right.values()) {
                HttpResponse<String> answer = post(needed);
                assertThat(answer.statusCode()).as("%s with %s", needed, held).isEqualTo(held == needed ? 204 : 403);
                if (held != needed) {
                    assertThat(answer.body()).contains("LS-RIGHT-MISSING", "ivan", needed.word());
                }
            }
        }
        assertThat(done).hasValue(Right.values().length);
    }

    @Test
    @DisplayName("LS-135 Where the door let a computer or a stranger pass, the route itself refuses them")
    void computersAndStrangersAreNoPersons() throws Exception {
        Caller computer = new Caller.Computer("client-1", "Client", new Fingerprint("0".repeat(64)));
        for (Optional<Caller> nobody : List.of(
                Optional.<Caller>empty(),
                Optional.of(computer),
                Optional.<Caller>of(new Caller.Anonymous(Optional.empty())))) {
            caller = nobody;
            for (Right needed : Right.values()) {
                HttpResponse<String> answer = post(needed);
                assertThat(answer.statusCode()).isEqualTo(401);
                assertThat(answer.body()).contains("LS-SIGN-IN-NEEDED");
            }
        }
        assertThat(done).hasValue(0);
    }

    private HttpResponse<String> post(Right right) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + port.getLocalPort() + "/" + right.word());
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(uri)
                                .POST(HttpRequest.BodyPublishers.noBody())
                                .build(),
                        BodyHandlers.ofString());
    }
}
