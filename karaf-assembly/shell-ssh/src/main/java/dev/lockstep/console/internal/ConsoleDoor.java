package dev.lockstep.console.internal;

import java.io.IOException;
import java.io.OutputStream;
import java.util.Dictionary;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import javax.security.auth.Subject;
import org.apache.karaf.shell.api.console.SessionFactory;
import org.apache.karaf.shell.ssh.Activator;
import org.apache.karaf.shell.ssh.KarafJaasAuthenticator;
import org.apache.karaf.shell.ssh.ShellCommand;
import org.apache.karaf.shell.ssh.ShellFactoryImpl;
import org.apache.sshd.common.file.nonefs.NoneFileSystemFactory;
import org.apache.sshd.server.SshServer;
import org.apache.sshd.server.channel.ChannelSession;
import org.apache.sshd.server.command.Command;
import org.apache.sshd.server.forward.RejectAllForwardingFilter;
import org.osgi.framework.InvalidSyntaxException;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/**
 * Karaf's ssh server, but for what it opens to whom. Administrators get Karaf's shell. Everybody else gets the console of words
 * ({@link WordSession}). Nobody gets files (sftp, scp), forwarded ports or forwarded agents. It stands in Karaf's bundle in place of
 * its activator, so there is no moment, no start order and no setting with which the other one would answer.
 */
public final class ConsoleDoor extends Activator {
    private static final String ACCESS_LIST = "org.apache.karaf.command.acl.";

    @Override
    protected SshServer createSshServer(SessionFactory platform) {
        SshServer server = super.createSshServer(platform);
        ShellFactoryImpl shells = new ShellFactoryImpl(platform);
        server.setShellFactory(channel -> isAdministrator(channel)
                ? shells.createShell(channel)
                : new WordShell(subject(channel), this::accessList, platform));
        server.setCommandFactory((channel, line) -> isAdministrator(channel)
                ? (Command) new PlainCommand(platform, line)
                : new WordExec(subject(channel), this::accessList, platform, line));
        server.setSubsystemFactories(List.of());
        server.setFileSystemFactory(NoneFileSystemFactory.INSTANCE);
        server.setForwardingFilter(RejectAllForwardingFilter.INSTANCE);
        return server;
    }

    /** One command of an administrator: whoever reads what it prints is a program. */
    private static final class PlainCommand extends ShellCommand {
        PlainCommand(SessionFactory platform, String line) {
            super(platform, line);
        }

        @Override
        public void setOutputStream(OutputStream out) {
            super.setOutputStream(new PlainOutput(out));
        }

        @Override
        public void setErrorStream(OutputStream err) {
            super.setErrorStream(new PlainOutput(err));
        }
    }

    /** Who nobody knows has no role. */
    private static Subject subject(ChannelSession channel) {
        Subject subject = channel.getServerSession().getAttribute(KarafJaasAuthenticator.SUBJECT_ATTRIBUTE_KEY);
        return subject == null ? new Subject() : subject;
    }

    private static boolean isAdministrator(ChannelSession channel) {
        return People.roles(subject(channel)).contains(AccessList.ADMINISTRATOR);
    }

    /** As it is now. Without one, or without the service that has it, everything is for administrators. */
    private AccessList accessList(String scope) {
        ConfigurationAdmin admin = getTrackedService(ConfigurationAdmin.class);
        if (admin == null) {
            return AccessList.closed();
        }
        try {
            Configuration[] found = admin.listConfigurations("(service.pid=" + ACCESS_LIST + scope + ")");
            return found == null ? AccessList.closed() : new AccessList(lines(found[0]));
        } catch (IOException | InvalidSyntaxException e) {
            return AccessList.closed();
        }
    }

    private static Map<String, String> lines(Configuration configuration) {
        Map<String, String> lines = new HashMap<>();
        Dictionary<String, Object> properties = configuration.getProperties();
        properties
                .keys()
                .asIterator()
                .forEachRemaining(key -> lines.put(key, properties.get(key).toString()));
        return lines;
    }
}
