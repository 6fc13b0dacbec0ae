package dev.lockstep.guard;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TimedOutputTest {
    private static final Instant NOW = Instant.parse("2026-12-01T18:20:31.987Z");
    private static final String TIME = "2026-12-01T18:20:31Z ";

    private final ByteArrayOutputStream file = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(new TimedOutput(file, () -> NOW), true, StandardCharsets.UTF_8);

    @Test
    @DisplayName("each line that a module prints has its time with zone, in whatever pieces it is printed")
    void lines() {
        out.println("опрос начат");
        out.print("meter ");
        out.print(7);
        out.println(" answers");
        out.printf("%s%n%s%n", "one", "two");
        out.println();
        out.print("the end");
        out.flush();
        assertThat(text())
                .isEqualTo(TIME + "опрос начат\n" + TIME + "meter 7 answers\n" + TIME + "one\n" + TIME + "two\n\n"
                        + TIME + "the end");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026-12-01T18:20:31Z Started version 1.0.0",
                "2026-12-01 21:20:31,123 | INFO | main",
                "[2026-12-01 21:20:31] started",
                "21:20:31.123 [main] INFO x",
                "01.12.2026 21:20:31 опрос начат",
                "INFO: 2026-12-01 21:20:31",
                "Dec 01, 2026 9:20:31 PM org.acme.Meter poll"
            })
    @DisplayName("a line with a time of its own does not get a second one")
    void timed(String line) {
        out.println(line);
        assertThat(text()).isEqualTo(line + "\n");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "2026 meters were read",
                "12 o'clock",
                "Dec is cold",
                "10.0.0.5 answers",
                "INFO all is well",
                "1234-5678"
            })
    @DisplayName("a number at the beginning is no time")
    void numbers(String line) {
        out.println(line);
        assertThat(text()).isEqualTo(TIME + line + "\n");
    }

    @Test
    @DisplayName("a stack trace has one time, at its first line, and its own form")
    void stackTrace() {
        new IllegalStateException("no meter", new IllegalArgumentException("port 0")).printStackTrace(out);
        List<String> lines = text().lines().toList();
        assertThat(lines.get(0)).isEqualTo(TIME + "java.lang.IllegalStateException: no meter");
        assertThat(lines.subList(1, lines.size()))
                .noneMatch(line -> line.contains(TIME))
                .anyMatch(line -> line.startsWith("\tat "));
        assertThat(lines).contains("Caused by: java.lang.IllegalArgumentException: port 0");
    }

    @Test
    @DisplayName("lines of several threads are not mixed within")
    void threads() throws InterruptedException {
        List<Thread> threads = List.of("aaaa", "bbbb", "cccc").stream()
                .map(word -> new Thread(() -> {
                    for (int i = 0; i < 200; i++) {
                        out.println(word);
                    }
                }))
                .toList();
        threads.forEach(Thread::start);
        for (Thread thread : threads) {
            thread.join();
        }
        assertThat(text().lines()).hasSize(600).allMatch(line -> line.matches(TIME + "(aaaa|bbbb|cccc)"));
    }

    private String text() {
        return file.toString(StandardCharsets.UTF_8).replace("\r\n", "\n");
    }
}
