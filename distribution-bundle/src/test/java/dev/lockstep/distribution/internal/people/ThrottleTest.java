package dev.lockstep.distribution.internal.people;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ThrottleTest {
    private static final String DESK = "192.0.2.1";

    @TempDir
    private Path folder;

    private Instant now = Instant.parse("2026-12-01T08:00:00Z");
    private Throttle throttle = open();

    private Throttle open() {
        return new Throttle(
                () -> now, new FamiliarAddresses(Optional.ofNullable(folder).map(this::file)));
    }

    private Path file(Path in) {
        return in.resolve("signed-in.json");
    }

    private void guess(String user, String address, int times) {
        for (int i = 0; i < times; i++) {
            throttle.failed(user, address);
        }
    }

    private void guessFromEverywhere(String user) {
        for (int i = 0; i < 60; i++) {
            throttle.failed(user, "198.51.100." + i);
        }
    }

    @Test
    void a_name_that_is_guessed_from_everywhere_has_to_wait_where_nobody_has_signed_in_with_it_before() {
        guessFromEverywhere("admin");
        assertThat(throttle.waiting("admin", "203.0.113.9")).isPositive();
        assertThat(throttle.waiting("ADMIN", "203.0.113.9")).as("in any case").isPositive();
        assertThat(throttle.waiting("other", "203.0.113.9")).isZero();
    }

    @Test
    void whoever_has_signed_in_from_an_address_before_is_not_slowed_by_the_mistakes_of_others() {
        throttle.succeeded("admin", DESK);
        guessFromEverywhere("admin");
        guess("nobody", DESK, 30);
        assertThat(throttle.waiting("admin", DESK)).isZero();
        assertThat(throttle.waiting("other", DESK))
                .as("a stranger behind the same address")
                .isPositive();
        assertThat(throttle.waiting("admin", "203.0.113.9")).as("elsewhere").isPositive();
    }

    @Test
    void it_is_known_after_a_restart_too_and_a_damaged_file_makes_strangers_of_all() throws Exception {
        throttle = open();
        throttle.succeeded("admin", DESK);
        throttle = open();
        guessFromEverywhere("admin");
        assertThat(throttle.waiting("admin", DESK)).isZero();
        Files.writeString(file(folder), "{");
        throttle = open();
        guessFromEverywhere("admin");
        assertThat(throttle.waiting("admin", DESK)).isPositive();
        now = now.plus(Duration.ofHours(1));
        throttle.succeeded("admin", DESK);
        throttle = open();
        guessFromEverywhere("admin");
        assertThat(throttle.waiting("admin", DESK)).isZero();
    }

    @Test
    void ones_own_mistakes_at_a_known_address_count_and_only_there() {
        throttle.succeeded("admin", DESK);
        guess("admin", DESK, 60);
        assertThat(throttle.waiting("admin", DESK)).isPositive();
        assertThat(throttle.waiting("admin", "203.0.113.9")).isZero();
        assertThat(throttle.waiting("other", DESK)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"127.0.0.1", "::1", "[0:0:0:0:0:0:0:1]", "::ffff:127.0.0.1"})
    void the_computer_itself_has_a_count_of_its_own_for_each_name(String loopback) {
        guessFromEverywhere("admin");
        assertThat(throttle.waiting("admin", loopback)).isZero();
        guess("admin", loopback, 60);
        assertThat(throttle.waiting("admin", "127.0.0.1")).isPositive();
        assertThat(throttle.waiting("other", "127.0.0.1")).isZero();
        now = now.plus(Duration.ofHours(1));
        assertThat(throttle.waiting("admin", "203.0.113.9")).isZero();
    }

    @Test
    void other_addresses_of_loopback_are_as_those_of_others_and_cannot_lock_out_the_computer_itself() {
        for (int i = 2; i < 62; i++) {
            throttle.failed("admin", "127.0.0." + i);
        }
        assertThat(throttle.waiting("admin", "127.0.0.1")).isZero();
        assertThat(throttle.waiting("admin", "127.0.0.99")).isPositive();
    }

    @ParameterizedTest
    @CsvSource({"198.51.100.1, 198.51.100.1", "2001:db8::1, 2001:db8::ffff:2", "[2001:db8::1], 2001:db8:0:0:9::1"})
    void an_address_that_guesses_for_many_names_is_slowed_down(String one, String same) {
        for (int i = 0; i < 20; i++) {
            throttle.failed("user-" + i, one);
        }
        assertThat(throttle.waiting("viewer", same)).isPositive();
        assertThat(throttle.waiting("viewer", "198.51.100.2")).isZero();
        assertThat(throttle.waiting("viewer", "2001:db8:0:1::1")).isZero();
    }
}
