package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.trust.VendorMetadata;
import dev.lockstep.core.trust.VendorMetadata.OfferedRelease;
import dev.lockstep.core.trust.Withdrawal;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A vendor, or a publisher for his own names, withdraws what was published; a client that reads it knows what and why. */
class WithdrawTest {
    private static final String REASON = "It loses readings at midnight.";

    @TempDir
    Path folder;

    private Vendor vendor;
    private Holders holders;

    @BeforeEach
    void twoReleases() throws IOException {
        vendor = new Vendor(folder);
        holders = new Holders(vendor);
        vendor.succeed("init-repository", "--no-passphrase");
        Path server = vendor.component("server", Map.of("a", "1"));
        for (String version : new String[] {"1.1.0", "1.2.0"}) {
            vendor.succeed("publish", "--release", version, "--component", "server=" + server);
        }
    }

    private static Version version(String text) {
        return Version.parse(text);
    }

    @Test
    @DisplayName(
            "LS-184: a release that is withdrawn stays listed with its reason, is not offered any more, and can be allowed again")
    void aReleaseIsWithdrawnAndTakenBack() throws Exception {
        Vendor.Result done = vendor.succeed("withdraw", "--release", "1.2.0", "--reason", REASON);

        assertThat(done.out()).contains("Withdrawn: release 1.2.0", "Offered in the channel stable: 1.1.0");
        VendorMetadata client = vendor.client();
        assertThat(client.newest("stable").map(OfferedRelease::version)).contains(version("1.1.0"));
        assertThat(client.offered(version("1.2.0"))).isPresent();
        assertThat(client.withdrawals().of(version("1.2.0"))).hasValueSatisfying(entry -> {
            assertThat(entry.reason()).isEqualTo(REASON);
            assertThat(entry.origin()).isEqualTo(Withdrawal.Origin.VENDOR);
            assertThat(entry.since()).isPresent();
        });
        assertThat(client.withdrawals().of(version("1.1.0"))).isEmpty();
        assertThat(vendor.succeed("list").out()).contains("1.2.0", "vendor", REASON);
        assertThat(vendor.succeed("list", "--json")
                        .json()
                        .at("/withdrawn/0/release")
                        .asText())
                .isEqualTo("1.2.0");
        assertThat(vendor.succeed("verify").out()).contains("Sound: 2 releases", REASON);
        assertThat(vendor.succeed("withdraw", "--release", "1.2.0", "--reason", REASON)
                        .out())
                .contains("Unchanged, withdrawn before: release 1.2.0");

        assertThat(vendor.succeed("withdraw", "--release", "1.2.0", "--take-back")
                        .out())
                .contains("May be installed again: release 1.2.0", "Offered in the channel stable: 1.2.0");
        assertThat(vendor.client().withdrawals().entries()).isEmpty();
        assertThat(vendor.client().newest("stable").map(OfferedRelease::version))
                .contains(version("1.2.0"));
        assertThat(vendor.call("withdraw", "--release", "1.2.0", "--take-back").err())
                .contains("[WITHDRAWN-NOT]");
    }

    @Test
    @DisplayName("LS-184: what is not published, or has no reason, is not withdrawn")
    void aMistakeIsRefused() throws Exception {
        Map<String, Long> before = vendor.published();

        assertThat(vendor.call("withdraw", "--release", "1.3.0", "--reason", REASON)
                        .err())
                .contains("There is no release 1.3.0 that is published here")
                .contains("[WITHDRAWN-UNKNOWN]");
        assertThat(vendor.call("withdraw", "--release", "1.2.0").status()).isEqualTo(2);
        assertThat(vendor.call("withdraw", "--release", "1.2.0", "--reason", "x".repeat(501))
                        .status())
                .isEqualTo(2);
        assertThat(vendor.call("withdraw", "--module", "tariffs", "--reason", REASON)
                        .status())
                .isEqualTo(2);
        assertThat(vendor.published()).isEqualTo(before);
    }

    @Test
    @DisplayName(
            "LS-184: a publisher withdraws his own modules at home, and nobody else's; the vendor can withdraw his, too")
    void aPublisherWithdrawsHisOwn() throws Exception {
        vendor.succeed("delegate", "acme", "--modules", "acme-", "--public-key", holders.key("acme"));
        String own = Bundles.make(folder, "acme-meter", "1.0.0").toString();
        vendor.succeed("publish", "--role", "acme", "--module", own, "--key", holders.pem("acme"));
        vendor.succeed(
                "publish", "--module", Bundles.make(folder, "tariffs", "2.0.0").toString());

        Path draft = folder.resolve("from-acme");
        Path copy = Files.createDirectories(folder.resolve("copy/metadata")).getParent();
        Holders.copy(vendor.repository.resolve("metadata/vendor"), copy.resolve("metadata/vendor"));
        String[] atHome = {
            "withdraw",
            copy.toString(),
            "--role",
            "acme",
            "--key",
            holders.pem("acme"),
            "--draft",
            draft.toString(),
            "--reason",
            REASON,
            "--module",
            "acme-meter",
            "--version",
            "1.0.0"
        };
        Vendor.Result made = vendor.run(atHome);
        assertThat(made.status()).as(made.err()).isZero();
        assertThat(holders.submit(draft).status()).isZero();

        assertThat(vendor.client().withdrawals().of("acme-meter", version("1.0.0")))
                .hasValueSatisfying(entry -> assertThat(entry.origin()).isEqualTo(Withdrawal.Origin.PUBLISHER));
        assertThat(vendor.succeed("verify").out()).contains("Sound: 2 releases, 2 modules");

        Vendor.Result refused = vendor.call(
                "withdraw",
                "--role",
                "acme",
                "--module",
                "tariffs",
                "--version",
                "2.0.0",
                "--reason",
                REASON,
                "--key",
                holders.pem("acme"));
        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err()).contains("[WITHDRAWN-UNKNOWN]");
        assertThat(vendor.client().withdrawals().of("tariffs", version("2.0.0")))
                .isEmpty();

        vendor.succeed("withdraw", "--module", "acme-meter", "--version", "1.0.0", "--reason", "The vendor's word.");
        assertThat(vendor.client().withdrawals().entries())
                .extracting(Withdrawal::origin)
                .containsExactlyInAnyOrder(Withdrawal.Origin.PUBLISHER, Withdrawal.Origin.VENDOR);
    }

    @Test
    @DisplayName("LS-184: what is withdrawn goes into no bundle for a closed network")
    void whatIsWithdrawnIsNotExported() {
        vendor.succeed("withdraw", "--release", "1.2.0", "--reason", REASON);

        Vendor.Result refused = vendor.call(
                "export",
                "--release",
                "1.2.0",
                "--out",
                folder.resolve("b.lockstep").toString());
        Vendor.Result newest =
                vendor.call("export", "--out", folder.resolve("c.lockstep").toString());

        assertThat(refused.err()).contains("[EXPORT-WITHDRAWN]").contains(REASON);
        assertThat(newest.out()).as(newest.err()).contains("release 1.1.0").doesNotContain("release 1.2.0");
    }
}
