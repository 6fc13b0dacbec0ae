package dev.lockstep.examples.metering.workstation;

import dev.lockstep.examples.metering.common.BadInput;
import dev.lockstep.examples.metering.common.Fields;
import dev.lockstep.examples.metering.common.HttpCalls;
import java.io.IOException;

/**
 * One attempt to log in: first the agent on this computer is told, then the metering server is asked.
 *
 * <p>The agent comes first on purpose: a workstation that does not fit the server any more must still learn where its
 * update comes from.
 */
final class SignIn {
    /** What came of it. */
    sealed interface Outcome {
        /** What the agent answered, for the window. */
        String agentLine();
    }

    /**
     * The server admits this workstation.
     *
     * @param note empty, or that the versions differ and where the update is
     */
    record Admitted(Login login, String agentLine, String note) implements Outcome {}

    /** The server is away or does not admit this workstation; the reason is one sentence. */
    record NotAdmitted(String agentLine, String reason) implements Outcome {}

    private final LocalAgent agent;
    private final MeteringCalls server;
    private final KnownServers known;
    private final Texts texts;
    private final String version;

    SignIn(LocalAgent agent, MeteringCalls server, KnownServers known, Texts texts, String version) {
        this.agent = agent;
        this.server = server;
        this.known = known;
        this.texts = texts;
        this.version = version;
    }

    Outcome attempt(Login login) throws InterruptedException {
        remember(login);
        String agentLine = agent.tell(login, known.list());
        String place = server.application(login.server()).toString();
        try {
            return outcome(login, agentLine, server.login(login.server(), version));
        } catch (IOException e) {
            return new NotAdmitted(agentLine, texts.of("server.away", place));
        } catch (BadInput e) {
            return new NotAdmitted(agentLine, texts.of("server.odd", place));
        }
    }

    private Outcome outcome(Login login, String agentLine, HttpCalls.Reply reply) throws BadInput {
        Fields answer = reply.body();
        String updatePort = Long.toString(answer.integer("updatePort"));
        String serverVersion = answer.text("server");
        if (!reply.ok() || !answer.flag("admitted")) {
            return new NotAdmitted(agentLine, texts.of("server.refused", version, serverVersion, updatePort));
        }
        String note = answer.flag("same") ? "" : texts.of("server.differs", version, serverVersion, updatePort);
        return new Admitted(login, agentLine, note);
    }

    private void remember(Login login) {
        try {
            known.remember(login.server());
        } catch (IOException e) {
            System.getLogger(SignIn.class.getName())
                    .log(System.Logger.Level.WARNING, "The server list was not saved: {0}", e.toString());
        }
    }
}
