package dev.lockstep.console.internal;

import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import javax.security.auth.Subject;
import org.apache.karaf.shell.api.console.Session;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.apache.karaf.shell.support.CommandException;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.ExitCallback;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What both ways of using the console of words have in common: streams, the person on whose behalf it works, and its errors. */
abstract class WordCommand implements Command {
    private static final Logger LOG = LoggerFactory.getLogger(WordCommand.class);

    private final Subject subject;
    private final Function<String, AccessList> accessLists;
    private final SessionFactory platform;
    private InputStream in;
    private OutputStream out;
    private OutputStream err;
    private ExitCallback callback;

    WordCommand(Subject subject, Function<String, AccessList> accessLists, SessionFactory platform) {
        this.subject = subject;
        this.accessLists = accessLists;
        this.platform = platform;
    }

    @Override
    public final void setInputStream(InputStream stream) {
        this.in = stream;
    }

    @Override
    public final void setOutputStream(OutputStream stream) {
        this.out = stream;
    }

    @Override
    public final void setErrorStream(OutputStream stream) {
        this.err = stream;
    }

    @Override
    public final void setExitCallback(ExitCallback exit) {
        this.callback = exit;
    }

    final InputStream in() {
        return in;
    }

    final OutputStream out() {
        return out;
    }

    final OutputStream err() {
        return err;
    }

    final SessionFactory platform() {
        return platform;
    }

    final void exit(int status) {
        callback.onExit(status);
    }

    final Rights rights() {
        return new Rights(People.roles(subject), accessLists);
    }

    final String user() {
        return People.name(subject);
    }

    /** Does something in a thread of its own, on behalf of the person: the audit log and the platform's own checks ask for that. */
    // Java 17 does not have their successor, Subject.callAs().
    @SuppressWarnings("removal")
    final Thread start(Runnable work) {
        Thread thread = new Thread(
                () -> Subject.doAs(subject, (java.security.PrivilegedAction<Void>) () -> {
                    work.run();
                    return null;
                }),
                "Console of " + user());
        thread.setDaemon(true);
        thread.start();
        return thread;
    }

    /** The language and the kind of terminal; no other variable of a client gets into a session. */
    static Map<String, String> variables(Environment environment) {
        return environment.getEnv().entrySet().stream()
                .filter(variable -> variable.getKey().matches("LANG|LC_[A-Z]{1,20}|TERM"))
                .filter(variable -> variable.getValue().matches("[A-Za-z0-9_.@-]{0,64}"))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    static Charset charset() {
        return StandardCharsets.UTF_8;
    }

    /** Does a line, and says what went wrong. */
    final boolean done(WordSession session, String line, PrintStream errors) {
        try {
            session.execute(line);
            return true;
        } catch (Refused e) {
            errors.println(e.sentence(session.texts()));
            LOG.info("Refused at the console: user {}, {}.", user(), e.getMessage());
        } catch (CommandException e) {
            errors.println(e.getNiceHelp());
        } catch (InterruptedException e) {
            // Ctrl-C: the person knows.
        } catch (Exception | LinkageError e) {
            LOG.warn("A command at the console failed.", e);
            errors.println(session.texts().get("failed"));
        }
        return false;
    }

    @Override
    public void destroy(ChannelSession channel) {}

    /** Nobody can be asked: there is no terminal. */
    static final class Silence implements WordSession.Dialogue {
        @Override
        public org.apache.karaf.shell.api.console.Terminal terminal() {
            return null;
        }

        @Override
        public String readLine(String prompt, Character mask) {
            throw new UnsupportedOperationException(Session.class.getSimpleName() + " without a terminal");
        }
    }
}
