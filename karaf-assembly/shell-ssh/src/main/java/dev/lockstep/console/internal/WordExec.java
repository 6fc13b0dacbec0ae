package dev.lockstep.console.internal;

import java.io.PrintStream;
import java.util.function.Function;
import javax.security.auth.Subject;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.apache.sshd.server.Environment;
import org.apache.sshd.server.channel.ChannelSession;

/** One line of the console of words, as {@code ssh host command} sends it. */
final class WordExec extends WordCommand {
    private final String line;
    private volatile Thread thread;

    WordExec(Subject subject, Function<String, AccessList> accessLists, SessionFactory platform, String line) {
        super(subject, accessLists, platform);
        this.line = line;
    }

    @Override
    public void start(ChannelSession channel, Environment environment) {
        thread = start(() -> run(environment));
    }

    private void run(Environment environment) {
        PrintStream out = new PrintStream(out(), true, charset());
        PrintStream err = new PrintStream(err(), true, charset());
        int status = 1;
        try {
            WordSession session = new WordSession(
                    platform(), rights(), variables(environment), in(), out, charset(), new Silence(), () -> {});
            status = done(session, line, err) ? 0 : 1;
        } finally {
            out.flush();
            err.flush();
            exit(status);
        }
    }

    /** The other side hung up. */
    @Override
    public void destroy(ChannelSession channel) {
        Thread running = thread;
        if (running != null) {
            running.interrupt();
        }
    }
}
