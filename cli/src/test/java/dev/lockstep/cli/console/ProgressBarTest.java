package dev.lockstep.cli.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class ProgressBarTest {
    private final StringWriter terminal = new StringWriter();
    private final AtomicLong time = new AtomicLong();

    @Test
    void it_shows_share_and_sizes_ten_times_a_second_at_most_and_the_end_always() {
        ProgressBar bar = new ProgressBar(new PrintWriter(terminal), true, time::get);
        bar.at("store", 1L << 20, 4 << 20);
        bar.at("store", 2L << 20, 4 << 20);
        time.addAndGet(100_000_000);
        bar.at("store", 3L << 20, 4 << 20);
        bar.at("store", 4L << 20, 4 << 20);

        assertThat(terminal.toString().split("\r"))
                .containsExactly(
                        "",
                        "store    [#######.......................]  25%  1.0 MiB of 4.0 MiB",
                        "store    [######################........]  75%  3.0 MiB of 4.0 MiB",
                        "store    [##############################] 100%  4.0 MiB of 4.0 MiB");
    }

    @Test
    void it_leaves_nothing_behind() {
        ProgressBar bar = new ProgressBar(new PrintWriter(terminal), true, time::get);
        bar.at("verify", 5, 0);
        bar.clear();
        assertThat(terminal.toString()).isEqualTo("\rverify   5 bytes\r                \r");
    }

    @Test
    void it_is_silent_where_nobody_watches() {
        ProgressBar bar = new ProgressBar(new PrintWriter(terminal), false, time::get);
        bar.at("store", 1, 2);
        bar.clear();
        assertThat(terminal.toString()).isEmpty();
    }
}
