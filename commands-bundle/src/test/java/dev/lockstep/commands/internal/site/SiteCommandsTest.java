package dev.lockstep.commands.internal.site;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.lockstep.commands.internal.TestOwnSite;
import dev.lockstep.commands.internal.console.Dialogue;
import dev.lockstep.commands.internal.console.Injection;
import dev.lockstep.commands.internal.console.TestSession;
import dev.lockstep.core.node.Site;
import dev.lockstep.core.node.TrustedSite;
import dev.lockstep.core.site.SiteFingerprint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import org.apache.karaf.shell.support.CommandException;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SiteCommandsTest {
    private static final SiteFingerprint OTHER = SiteFingerprint.of(new byte[] {2});

    @TempDir
    private Path folder;

    private final TestOwnSite site = new TestOwnSite();
    private final Trusted trusted = new Trusted();

    @Test
    void aBackupIsWrittenWithAPassphraseThatIsTypedTwiceAndReadWithOneThatIsTypedOnce() throws Exception {
        var session = TestSession.answering("correct horse", "correct horse");
        var backup = session.with(new SiteBackupCommand());
        backup.site = site;
        backup.file = "/mnt/stick/site.backup";
        backup.execute();
        var restoring = TestSession.answering("correct horse");
        var restore = restoring.with(new SiteRestoreCommand());
        restore.site = site;
        restore.file = "/mnt/stick/site.backup";
        restore.execute();

        assertThat(site.done)
                .containsExactly(
                        "back up to /mnt/stick/site.backup with correct horse",
                        "restore /mnt/stick/site.backup with correct horse");
        assertThat(session.questions).containsExactly("Passphrase of the backup: ", "The same again: ");
        assertThat(restoring.printed()).startsWith("  - This server is the site again\n");
    }

    @Test
    void aScriptNamesAFileWithThePassphrase() throws Exception {
        Path file = Files.writeString(folder.resolve("passphrase"), "correct horse\n");
        var export = TestSession.withoutTerminal().with(new SiteExportRootKeyCommand());
        export.site = site;
        export.file = "/mnt/stick/root.pem";
        assertThat(catchThrowableOfType(CommandException.class, export::execute))
                .hasMessageContaining("Name a file that holds it with --passphrase-file");
        export.passphraseFile = folder.resolve("none").toString();
        assertThat(catchThrowableOfType(CommandException.class, export::execute))
                .hasMessage(
                        "The passphrase file " + folder.resolve("none") + " cannot be read, or is too long for one.");

        export.passphraseFile = file.toString();
        export.execute();

        assertThat(site.done).containsExactly("export the root key to /mnt/stick/root.pem with correct horse");
    }

    @Test
    void aSiteIsRenewedWithItsRootKeyFromAMedium() throws Exception {
        var asked = TestSession.answering("a new horse", "a new horse", "correct horse");
        var command = Injection.of(site, "/mnt/stick/root.pem", asked.with(new SiteRenewCommand()));
        command.newRootKey = "/mnt/stick/root2.pem";
        command.onlineKeys = true;
        command.simulate = true;
        command.execute();
        assertThat(site.done).isEmpty();
        assertThat(asked.printed()).endsWith("Nothing was changed.\n");
        command.simulate = false;
        command.execute();

        assertThat(site.done)
                .containsExactly(
                        "renew by /mnt/stick/root.pem with other online keys and another root key by /mnt/stick/root2.pem");
        assertThat(asked.questions)
                .containsExactly(
                        "New passphrase for the new root key: ", "The same again: ", "Passphrase of the root key: ");
        assertThat(asked.printed().replaceAll("\\s+", " "))
                .contains("The next root of this site is signed and valid until 2036-11-20")
                .contains("The new root key is in /mnt/stick/root2.pem and nowhere on this server.");
    }

    @Test
    void whoCannotBeAskedIsToldTheOptionOfThePassphraseThatIsMissing() {
        var command = Injection.of(
                site, "/mnt/stick/root.pem", TestSession.withoutTerminal().with(new SiteRenewCommand()));
        assertThat(catchThrowableOfType(CommandException.class, command::execute))
                .hasMessageContaining("Name a file that holds it with --root-passphrase-file");
        command.newRootKey = "/mnt/stick/root2.pem";
        assertThat(catchThrowableOfType(CommandException.class, command::execute))
                .hasMessageContaining("Name a file that holds it with --new-root-passphrase-file");
        assertThat(site.done).isEmpty();
    }

    @Test
    void approversAreNamedBesideEachOtherAndLetGo() throws Exception {
        approver(TestSession.answering("correct horse", "correct horse"), "anna", false)
                .execute();
        approver(TestSession.answering("other horse", "other horse"), "boris", false)
                .execute();
        var leaving = TestSession.answering("other horse");
        approver(leaving, "anna", true).execute();
        var last = TestSession.withoutTerminal();
        approver(last, "boris", true).execute();

        assertThat(site.done)
                .containsExactly(
                        "appoint anna with correct horse",
                        "appoint boris with other horse",
                        "dismiss anna with other horse",
                        "dismiss boris with ");
        assertThat(leaving.questions)
                .containsExactly("Passphrase of another approver, who signs again what was approved: ");
        assertThat(leaving.printed().replaceAll("\\s+", " "))
                .contains("anna may no longer approve anything. Who may approve now: boris");
    }

    private SiteApproverCommand approver(TestSession session, String name, boolean remove) {
        var command = Injection.of(site, session.with(new SiteApproverCommand()));
        command.name = name;
        command.remove = remove;
        return command;
    }

    @Test
    void theEndOfARootIsWarnedOfAYearBefore() {
        var session = TestSession.withoutTerminal();
        var dialogue = new Dialogue(session);
        Instant end = Instant.parse("2036-11-20T12:00:00Z");
        Site.Status status = TestOwnSite.status(true);

        assertThat(new SiteExpiryWarnings(dialogue, InstantSource.fixed(end.minus(Duration.ofDays(366))))
                        .warnings(status))
                .isEmpty();
        assertThat(new SiteExpiryWarnings(dialogue, InstantSource.fixed(end.minus(Duration.ofDays(100))))
                        .warnings(status))
                .singleElement()
                .asString()
                .contains("in 100 days; after that no computer follows it. Renew it with: lockstep:site-renew");
        assertThat(new SiteExpiryWarnings(dialogue, InstantSource.fixed(end.minus(Duration.ofHours(5))))
                        .warnings(status))
                .hasSize(2);
    }

    @Test
    @DisplayName("LS-128 A new site is trusted when a person has compared its fingerprint, and not before")
    void aNewSiteIsTrustedByHand() throws Exception {
        var declining = TestSession.answering("no");
        trust(declining).execute();
        assertThat(trusted.known()).contains(TestOwnSite.FINGERPRINT);
        assertThat(declining.printed())
                .contains(TestOwnSite.FINGERPRINT.toString(), OTHER.toString(), "Nothing was changed.");

        trust(TestSession.answering("yes")).execute();
        assertThat(trusted.known()).contains(OTHER);
        var again = TestSession.answering();
        trust(again).execute();
        assertThat(again.printed()).contains("already");
    }

    @Test
    @DisplayName("LS-128 A script trusts a new site by its fingerprint only")
    void aScriptHasToNameTheFingerprint() throws Exception {
        assertThat(catchThrowableOfType(
                        CommandException.class,
                        () -> trust(TestSession.withoutTerminal()).execute()))
                .hasMessage("Nobody can be asked here. If the fingerprint is the right one, type: lockstep:trust-site "
                        + OTHER);
        var wrong = trust(TestSession.withoutTerminal());
        wrong.fingerprint = new String[] {"abcd"};
        assertThat(catchThrowableOfType(CommandException.class, wrong::execute))
                .hasMessageContaining("\"abcd\" is not a fingerprint");

        var right = trust(TestSession.withoutTerminal());
        right.fingerprint = OTHER.toString().split(" ");
        right.execute();

        assertThat(trusted.known()).contains(OTHER);
    }

    private TrustSiteCommand trust(TestSession session) {
        var command = session.with(new TrustSiteCommand());
        command.site = trusted;
        return command;
    }

    private static final class Trusted implements TrustedSite {
        private SiteFingerprint known = TestOwnSite.FINGERPRINT;

        @Override
        public Optional<SiteFingerprint> known() {
            return Optional.of(known);
        }

        @Override
        public SiteFingerprint offered() {
            return OTHER;
        }

        @Override
        public void trust(SiteFingerprint fingerprint) {
            assertThat(fingerprint).isEqualTo(OTHER);
            known = fingerprint;
        }
    }
}
