package dev.lockstep.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Every command says how long what is signed is still valid, and warns while there is time. */
class RemainingValidityTest {
    @TempDir
    Path folder;

    private Vendor vendor;

    @BeforeEach
    void repository() {
        vendor = new Vendor(folder);
        vendor.succeed("init-repository", "--no-passphrase");
    }

    private Vendor.Result listAfter(int days) {
        vendor.clock = Clock.offset(Clock.systemUTC(), Duration.ofDays(days));
        return vendor.succeed("list");
    }

    @Test
    void the_time_left_is_said_in_plain_words_and_nobody_is_warned_too_early() {
        Vendor.Result fresh = listAfter(0);
        assertThat(fresh.out())
                .contains("Time left: root 3 years, targets 365 days, snapshot 365 days, timestamp 30 days.");
        assertThat(fresh.err()).isEmpty();
    }

    @Test
    void in_the_last_quarter_a_warning_says_what_to_do() {
        assertThat(listAfter(25).err())
                .startsWith("lockstep: warning: The timestamp metadata expires in 5 days, at ")
                .contains("To sign it again: lockstep timestamp " + vendor.repository)
                .hasLineCount(1);
        assertThat(listAfter(300).err())
                .contains("The targets metadata expires in 65 days")
                .contains("lockstep renew " + vendor.repository)
                .contains("The timestamp metadata expired 270 days ago");
        assertThat(listAfter(3 * 365 - 10).err())
                .contains("The root metadata expires in 10 days")
                .contains("lockstep rotate " + vendor.repository);
    }

    @Test
    void for_how_long_stale_releases_are_installed_is_signed_shown_and_taken_back() {
        assertThat(vendor.succeed("renew", "--refused-after", "90").out())
                .contains("What is assigned is installed for 90 days after timestamp or snapshot have expired.");
        assertThat(vendor.succeed("status").out())
                .contains(
                        "installed for 90 days after timestamp or snapshot have expired, and not longer than targets");
        assertThat(vendor.succeed("status", "--json")
                        .json()
                        .at("/refusedAfterDays")
                        .asInt())
                .isEqualTo(90);
        assertThat(vendor.succeed("verify", "--json").json().at("/findings")).isEmpty();

        vendor.succeed("renew", "--refused-after", "never");
        assertThat(vendor.succeed("status").out()).doesNotContain("90 days");
        assertThat(vendor.call("renew", "--refused-after", "soon").err())
                .contains("--refused-after takes a number of days from 0 to 3650, or never, and not \"soon\".");
    }

    @Test
    void scripts_get_the_dates() {
        assertThat(vendor.succeed("timestamp", "--json").json().at("/expires").properties())
                .extracting(Map.Entry::getKey)
                .containsExactly("root", "targets", "snapshot", "timestamp");
    }
}
