package dev.lockstep.commands.internal.membership;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.commands.internal.TestOwnSite;
import dev.lockstep.commands.internal.TestSettings;
import dev.lockstep.commands.internal.console.TestSession;
import dev.lockstep.core.membership.JoinToken;
import dev.lockstep.core.membership.KnownServer;
import dev.lockstep.core.node.Admissions;
import dev.lockstep.core.node.HttpPort;
import dev.lockstep.core.node.Membership;
import dev.lockstep.core.pki.Fingerprint;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.source.ServerAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MembershipCommandsTest {
    private static final Fingerprint KEY = new Fingerprint("8f3a12cd".repeat(8));
    private static final Fingerprint AUTHORITY = new Fingerprint("0123abcd".repeat(8));
    private static final Instant SINCE = Instant.parse("2026-11-22T10:00:00Z");

    private final List<String> done = new ArrayList<>();

    @Test
    void whoWaitsIsShownWithTheKeyToCompare() throws Exception {
        var session = TestSession.withoutTerminal();
        var command = session.with(new WaitingCommand());
        command.admissions = new TestAdmissions();
        command.noFormat = true;
        command.execute();
        assertThat(session.printed())
                .startsWith("ws-1\t10.0.0.7\t8f3a-12cd-8f3a-12cd-8f3a-12cd-8f3a-12cd\twaiting\t")
                .doesNotContain("ws-2");
        command.all = true;
        command.execute();
        assertThat(session.printed()).contains("ws-2\t", "\tadmitted\t");
    }

    @Test
    void admittingAndRevokingSayWhoItWas() throws Exception {
        var session = TestSession.withoutTerminal();
        var admit = session.with(new AdmitCommand());
        admit.admissions = new TestAdmissions();
        admit.computer = "ws-1";
        admit.execute();
        var revoke = session.with(new RevokeCommand());
        revoke.admissions = new TestAdmissions();
        revoke.computer = "ws-2";
        revoke.execute();
        assertThat(done).containsExactly("admit ws-1", "revoke ws-2");
        assertThat(session.printed())
                .contains("ws-1 is admitted (key 8f3a-12cd-", "ws-2 no longer has access (key 8f3a-12cd-");
    }

    @Test
    void aJoinTokenNamesThisComputerAndCanBeReadBack() throws Exception {
        var session = TestSession.withoutTerminal();
        var command = session.with(new JoinTokenCommand());
        command.admissions = new TestAdmissions();
        command.port = new TestPort(Optional.of(AUTHORITY));
        command.site = new TestOwnSite();
        command.settings = new TestSettings();
        command.address = "srv.example";
        command.uses = 20;
        command.noFormat = true;
        command.execute();
        JoinToken token = JoinToken.parse(session.printed());
        assertThat(token.address()).isEqualTo(new ServerAddress("srv.example", 10007));
        assertThat(token.authority()).isEqualTo(AUTHORITY);
        assertThat(token.site()).contains(TestOwnSite.FINGERPRINT);
        assertThat(token.secret()).isEqualTo("the-secret");
        assertThat(done).containsExactly("secret for 20, PT168H");
        command.noFormat = false;
        command.execute();
        assertThat(session.printed()).contains("For 20 computers", "reached as srv.example:10007", "Keep it secret");
    }

    @Test
    @DisplayName("LS-121 One command says where the server is from now on, shows it, and takes it back")
    void theServerSaysWhereItMovesTo() throws Exception {
        TestOwnSite site = new TestOwnSite();
        var session = TestSession.withoutTerminal();
        assertThat(serverAddress(session, site, null, false)).contains("names no other address");
        assertThat(serverAddress(session, site, "new.example", false)).contains("reached at new.example:10007");
        assertThat(site.nextAddress).contains(new ServerAddress("new.example", 10007));
        assertThat(serverAddress(session, site, null, false)).contains("lockstep:server-address --stay");
        assertThat(serverAddress(session, site, null, true)).contains("come back");
        assertThat(site.nextAddress).isEmpty();
        assertThatThrownBy(() -> serverAddress(session, site, "not an address", false))
                .hasMessageContaining("LS-BAD-ADDRESS");
    }

    private static String serverAddress(TestSession session, TestOwnSite site, String address, boolean stay)
            throws Exception {
        int before = session.printed().length();
        var command = session.with(new ServerAddressCommand());
        command.site = site;
        command.listening = new TestPort(Optional.of(AUTHORITY));
        command.address = address;
        command.stay = stay;
        command.execute();
        return session.printed().substring(before);
    }

    @Test
    void whoDoesNotDistributeMakesNoTokens() {
        var command = TestSession.withoutTerminal().with(new JoinTokenCommand());
        command.admissions = new TestAdmissions();
        command.port = new TestPort(Optional.empty());
        CommandException refused = catchThrowableOfType(CommandException.class, command::execute);
        assertThat(refused).hasMessageContaining("lockstep:settings distribute true");
    }

    @Test
    void aTokenThatIsNoneIsRefusedWithoutRepeatingIt() {
        var session = TestSession.answering("lsj1.half-a-secret");
        var command = session.with(new JoinCommand());
        command.membership = new TestMembership();
        assertThatThrownBy(command::execute)
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("LS-TOKEN-MALFORMED")
                .hasMessageNotContaining("half-a-secret");
        assertThat(session.questions).containsExactly("Join token: ");
    }

    @Test
    @DisplayName(
            "LS-172 A join token comes from a file or is asked for; one on the command line is refused and not repeated")
    void aTokenIsNotTakenFromTheCommandLine(@TempDir Path folder) throws Exception {
        var command = TestSession.withoutTerminal().with(new JoinCommand());
        command.membership = new TestMembership();
        command.token = "lsj1.half-a-secret";
        assertThatThrownBy(command::execute)
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("--token-file")
                .hasMessageNotContaining("half-a-secret");
        assertThat(done).isEmpty();

        var unasked = TestSession.withoutTerminal().with(new JoinCommand());
        unasked.membership = new TestMembership();
        assertThatThrownBy(unasked::execute).hasMessageContaining("--token-file");

        var scripted = TestSession.withoutTerminal().with(new JoinCommand());
        scripted.membership = new TestMembership();
        scripted.tokenFile = Files.writeString(folder.resolve("token"), "lsj1.half-a-secret\n")
                .toString();
        assertThatThrownBy(scripted::execute).hasMessageContaining("LS-TOKEN-MALFORMED");
    }

    @Test
    void theMembershipShowsTheOwnKeyAndWhomThisComputerTrusts() throws Exception {
        var session = TestSession.withoutTerminal();
        var command = session.with(new MembershipCommand());
        command.membership = new TestMembership();
        command.noFormat = true;
        command.execute();
        assertThat(session.printed())
                .startsWith("8f3a-12cd-8f3a-12cd-8f3a-12cd-8f3a-12cd\n")
                .contains("srv:10000\t0123-abcd-", "\ta join token\t");
    }

    @Test
    void aServerIsForgottenOnlyWhenSomebodySaysSo() throws Exception {
        var alone = TestSession.withoutTerminal().with(new ForgetServerCommand());
        alone.membership = new TestMembership();
        alone.address = "srv";
        assertThatThrownBy(alone::execute).hasMessageContaining("lockstep:forget-server --yes srv");
        var session = TestSession.answering("yes");
        var command = session.with(new ForgetServerCommand());
        command.membership = new TestMembership();
        command.address = "srv";
        command.execute();
        assertThat(done).containsExactly("forget srv:10000");
        assertThat(session.printed()).contains("This computer has forgotten whom to trust at srv:10000.");
    }

    private final class TestAdmissions implements Admissions {
        @Override
        public void named(Fingerprint key, String name) {
            throw new UnsupportedOperationException();
        }

        private final List<Applicant> applicants = List.of(
                new Applicant(KEY, "id-1", "ws-1", "10.0.0.7", Standing.WAITING, SINCE),
                new Applicant(KEY, "id-2", "ws-2", "10.0.0.8", Standing.ADMITTED, SINCE));

        @Override
        public Optional<Applicant> find(Fingerprint key) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Applicant ask(Application application) {
            throw new UnsupportedOperationException();
        }

        @Override
        public List<Applicant> all() {
            return applicants;
        }

        @Override
        public Applicant admit(String computer) {
            done.add("admit " + computer);
            return applicants.get(0);
        }

        @Override
        public Applicant revoke(String computer) {
            done.add("revoke " + computer);
            return applicants.get(1);
        }

        @Override
        public Secret issueSecret(int uses, Duration lifetime) {
            done.add("secret for " + uses + ", " + lifetime);
            return new Secret("the-secret", SINCE.plus(lifetime));
        }

        @Override
        public Runnable watch(Consumer<Fingerprint> lost) {
            throw new UnsupportedOperationException();
        }
    }

    private final class TestMembership implements Membership {
        @Override
        public Fingerprint key() {
            return KEY;
        }

        @Override
        public List<KnownServer> servers() {
            return List.of(new KnownServer(AUTHORITY, KnownServer.TrustedBy.TOKEN, SINCE, Set.of("srv:10000")));
        }

        @Override
        public void join(JoinToken token) {
            done.add("join " + token.address());
        }

        @Override
        public boolean forget(ServerAddress address) {
            done.add("forget " + address);
            return true;
        }
    }

    private record TestPort(Optional<Fingerprint> authority) implements HttpPort {
        @Override
        public void refresh() {
            throw new UnsupportedOperationException("no command changes the keys of the port");
        }

        @Override
        public Optional<URI> local() {
            return Optional.of(URI.create("http://127.0.0.1:10007/"));
        }

        @Override
        public Optional<Problem> problem() {
            return Optional.empty();
        }
    }
}
