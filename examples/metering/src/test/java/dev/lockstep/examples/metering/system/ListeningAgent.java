package dev.lockstep.examples.metering.system;

import dev.lockstep.examples.metering.common.Answer;
import dev.lockstep.examples.metering.common.HttpPort;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;

/** Takes the local login call as the agent's contract says and keeps what was sent, for the test to compare. */
public final class ListeningAgent implements AutoCloseable {
    private final HttpPort http;
    private final List<String> calls = new CopyOnWriteArrayList<>();

    public ListeningAgent(Map<String, Object> answer) throws IOException {
        http = new HttpPort(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 2)
                .on("POST", "/api/v1/local/login", question -> taken(question.body(), answer));
        http.start();
    }

    public String url() {
        return "http://127.0.0.1:" + http.port();
    }

    public List<String> calls() {
        return calls;
    }

    @Override
    public void close() {
        http.close();
    }

    private Answer taken(String body, Map<String, Object> answer) {
        calls.add(body);
        return Answer.ok(answer);
    }
}
