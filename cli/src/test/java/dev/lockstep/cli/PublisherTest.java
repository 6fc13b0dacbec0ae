package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A publisher signs modules of his own names, with his own key, on his own computer. */
class PublisherTest {
    @TempDir
    Path folder;

    private Vendor vendor;
    private Holders holders;

    @BeforeEach
    void repository() {
        vendor = new Vendor(folder);
        holders = new Holders(vendor);
        vendor.succeed("init-repository", "--no-passphrase");
        Vendor.Result delegated =
                vendor.succeed("delegate", "acme", "--modules", "acme-", "--public-key", holders.key("acme"));
        assertThat(delegated.out()).contains("Modules acme-* are signed by acme: 1 of ");
    }

    private Path bundle(String name, String version) throws IOException {
        return Bundles.make(folder, name, version);
    }

    /** What the publisher does, with nothing but a copy of the metadata and his own key. */
    private Vendor.Result atThePublishers(Path draft, Path jar) throws IOException {
        Path copy = Files.createDirectories(draft.resolveSibling(draft.getFileName() + "-copy"));
        Files.createDirectories(copy.resolve("metadata"));
        Holders.copy(vendor.repository.resolve("metadata/vendor"), copy.resolve("metadata/vendor"));
        return vendor.run(
                "publish",
                copy.toString(),
                "--role",
                "acme",
                "--module",
                jar.toString(),
                "--key",
                holders.pem("acme"),
                "--draft",
                draft.toString());
    }

    @Test
    void what_he_signed_at_home_is_taken_in_and_clients_get_it() throws Exception {
        Path draft = folder.resolve("from-acme");
        Vendor.Result made = atThePublishers(draft, bundle("acme-meter", "1.0.0"));
        assertThat(made.out())
                .contains("modules/acme-meter/1.0.0.json")
                .contains("acme: 1 of 1 signatures of the present keys")
                .contains("All signatures are there.");

        assertThat(holders.submit(draft).status()).isZero();

        assertThat(vendor.client().modules()).hasSize(1);
        assertThat(vendor.succeed("verify").out()).startsWith("Sound: 0 releases, 1 module, 1 payload");
        assertThat(vendor.succeed("status").out()).contains("modules/acme-*/*");
        assertThat(vendor.succeed("list", "--json").json().at("/expires/acme").asText())
                .isNotEmpty();
    }

    @Test
    void a_module_of_another_name_is_refused_before_anything_is_written() throws Exception {
        Path draft = folder.resolve("from-acme");

        Vendor.Result refused = atThePublishers(draft, bundle("lockstep-node", "9.0.0"));

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err())
                .contains("the role acme is not delegated targets like modules/lockstep-node/9.0.0.json")
                .contains("[NOT-DELEGATED]");
        assertThat(draft.resolve("acme.json")).doesNotExist();
    }

    @Test
    void the_vendor_does_not_take_in_what_a_former_key_signed() throws Exception {
        Path draft = folder.resolve("from-acme");
        atThePublishers(draft, bundle("acme-meter", "1.0.0"));
        vendor.succeed("delegate", "acme", "--modules", "acme-", "--public-key", holders.key("acme-2"));
        Map<String, String> before = Holders.bytes(vendor.repository);

        Vendor.Result refused = holders.submit(draft);

        assertThat(refused.status()).isEqualTo(1);
        assertThat(refused.err())
                .contains("is signed by 0 of the keys that may sign it")
                .contains("[REPOSITORY-DRAFT]");
        assertThat(Holders.bytes(vendor.repository)).isEqualTo(before);
    }

    @Test
    void a_publisher_that_is_revoked_is_gone_and_the_dry_run_says_so_before() throws Exception {
        Path draft = folder.resolve("from-acme");
        atThePublishers(draft, bundle("acme-meter", "1.0.0"));
        holders.submit(draft);

        assertThat(vendor.succeed("revoke-delegation", "acme", "--dry-run").out())
                .contains("  - modules/acme-meter/1.0.0.json");
        assertThat(vendor.client().modules()).hasSize(1);
        vendor.succeed("revoke-delegation", "acme");

        assertThat(vendor.client().modules()).isEmpty();
        assertThat(vendor.call("revoke-delegation", "acme").err())
                .contains("There is no publisher acme")
                .contains("[ROLE-UNKNOWN]");
        assertThat(atThePublishers(folder.resolve("late"), bundle("acme-meter", "1.1.0"))
                        .err())
                .contains("Nothing is delegated to a publisher acme")
                .contains("[ROLE-UNKNOWN]");
    }

    @Test
    void names_that_would_reach_further_are_misuse() {
        String key = folder.resolve("acme.pub").toString();
        Vendor.Result star = vendor.call("delegate", "b", "--modules", "*", "--public-key", key);
        assertThat(star.status()).isEqualTo(2);
        assertThat(star.err()).contains("\"*\" is not the beginning of a module's name.");
        assertThat(vendor.call("delegate", "root", "--modules", "b-", "--public-key", key)
                        .status())
                .isEqualTo(2);
    }
}
