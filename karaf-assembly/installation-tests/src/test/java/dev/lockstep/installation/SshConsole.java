package dev.lockstep.installation;

import dev.lockstep.installation.UnpackedNode.Result;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import org.apache.sshd.client.SshClient;
import org.apache.sshd.client.channel.ChannelExec;
import org.apache.sshd.client.channel.ChannelShell;
import org.apache.sshd.client.channel.ClientChannel;
import org.apache.sshd.client.channel.ClientChannelEvent;
import org.apache.sshd.client.keyverifier.AcceptAllServerKeyVerifier;
import org.apache.sshd.client.session.ClientSession;
import org.apache.sshd.common.util.net.SshdSocketAddress;
import org.apache.sshd.core.CoreModuleProperties;

/** A person at the console of a node, over SSH, with any client. */
final class SshConsole implements AutoCloseable {
    private static final Duration LIMIT = Duration.ofMinutes(2);

    private final SshClient client;
    private final ClientSession session;

    private SshConsole(SshClient client, ClientSession session) {
        this.client = client;
        this.session = session;
    }

    static SshConsole open(int port, String user, String password) throws IOException {
        SshClient client = SshClient.setUpDefaultClient();
        client.setServerKeyVerifier(AcceptAllServerKeyVerifier.INSTANCE);
        CoreModuleProperties.TCP_NODELAY.set(client, true);
        client.start();
        ClientSession session =
                client.connect(user, "127.0.0.1", port).verify(LIMIT).getSession();
        session.addPasswordIdentity(password);
        session.auth().verify(LIMIT);
        return new SshConsole(client, session);
    }

    /** One command, as {@code ssh host command} sends it. */
    Result exec(String line) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (ChannelExec channel = session.createExecChannel(line)) {
            channel.setOut(output);
            channel.setErr(output);
            channel.open().verify(LIMIT);
            closed(channel);
            return new Result(
                    channel.getExitStatus() == null ? -1 : channel.getExitStatus(),
                    output.toString(StandardCharsets.UTF_8));
        }
    }

    /** Lines typed at a terminal, and what is to be seen there until the console closes after the last of them. */
    String shell(Iterable<String> lines) throws IOException {
        ByteArrayOutputStream output = new ByteArrayOutputStream();
        try (ChannelShell channel = session.createShellChannel()) {
            channel.setPtyType("dumb");
            channel.setPtyColumns(200);
            channel.setPtyLines(50);
            channel.setOut(output);
            channel.setErr(output);
            channel.open().verify(LIMIT);
            OutputStream keys = channel.getInvertedIn();
            for (String line : lines) {
                keys.write((line + "\r").getBytes(StandardCharsets.UTF_8));
                keys.flush();
            }
            closed(channel);
            return output.toString(StandardCharsets.UTF_8);
        }
    }

    /** Whether the server gives a subsystem, such as sftp. One that it refuses is closed at once. */
    boolean gives(String subsystem) throws IOException {
        try (ClientChannel channel = session.createSubsystemChannel(subsystem)) {
            channel.open().verify(LIMIT);
            return !channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), LIMIT)
                    .contains(ClientChannelEvent.CLOSED);
        }
    }

    /** Whether the server connects to a port for its client. */
    boolean forwards() throws IOException {
        try (ServerSocket target = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                ClientChannel channel = session.createDirectTcpipChannel(
                        new SshdSocketAddress("127.0.0.1", 0),
                        new SshdSocketAddress("127.0.0.1", target.getLocalPort()))) {
            channel.open().await(LIMIT);
            // A connection that was made is waiting there before the channel is open.
            target.setSoTimeout(200);
            target.accept().close();
            return true;
        } catch (SocketTimeoutException nobodyCame) {
            return false;
        }
    }

    /** Whether the server listens for its client. */
    boolean listensFor() {
        try {
            session.startRemotePortForwarding(
                    new SshdSocketAddress("127.0.0.1", 0), new SshdSocketAddress("127.0.0.1", 9));
            return true;
        } catch (IOException refused) {
            return false;
        }
    }

    private static void closed(ClientChannel channel) {
        Set<ClientChannelEvent> seen = channel.waitFor(EnumSet.of(ClientChannelEvent.CLOSED), LIMIT);
        if (!seen.contains(ClientChannelEvent.CLOSED)) {
            throw new AssertionError("the console does not close: " + seen);
        }
    }

    @Override
    public void close() throws IOException {
        session.close();
        client.stop();
    }
}
