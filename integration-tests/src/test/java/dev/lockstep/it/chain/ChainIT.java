package dev.lockstep.it.chain;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.lockstep.core.node.UpdateAgent;
import dev.lockstep.core.version.Version;
import dev.lockstep.it.site.Await;
import dev.lockstep.it.site.ComputerInThisProcess;
import dev.lockstep.it.site.Ports;
import dev.lockstep.it.site.VendorInThisProcess;
import dev.lockstep.it.site.VendorSite;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A server, a relay, a relay below it and a client below that, each of which stops and hangs in turn, while a release comes. */
@Timeout(900)
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class ChainIT {
    private static final Duration LIMIT = Duration.ofMinutes(3);
    /** How long a computer that does not answer is waited for. */
    private static final int ANSWER_WITHIN = 3;
    /** Less than that: no answer waits for somebody who does not answer. */
    private static final Duration AT_ONCE = Duration.ofMillis(2500);

    private static final List<String> NAMES = List.of("server", "relay", "relay-below", "client");

    @TempDir
    private static Path folder;

    private VendorSite vendor;
    private final List<ComputerInThisProcess> chain = new ArrayList<>();
    /** The wire from each computer but the server to the one above it. */
    private final List<Wire> wires = new ArrayList<>();

    private int releases;

    @BeforeAll
    void aChainOfFour() throws Exception {
        vendor = VendorSite.create(new VendorInThisProcess(), folder.resolve("vendor"), folder.resolve("vendor.log"));
        String first = publish();
        add("vendor.urls = " + vendor.url() + "\nfill.at.start = true\ndistribute = true");
        for (String source : List.of("distribute = true", "distribute = true", "distribute = false")) {
            wires.add(new Wire(Ports.free(), chain.get(chain.size() - 1).port()));
            add("source = computer\nserver.address = 127.0.0.1\nserver.port = "
                    + wires.get(wires.size() - 1).port() + "\n" + source);
        }
        for (ComputerInThisProcess computer : chain) {
            computer.start();
        }
        awaitAll(first);
    }

    private void add(String settings) throws IOException {
        String name = NAMES.get(chain.size());
        chain.add(new ComputerInThisProcess(
                name,
                folder.resolve(name),
                Ports.free(),
                vendor.root(),
                settings,
                "components = charts",
                "automatic = true",
                "check.interval = 1",
                "answer.within = " + ANSWER_WITHIN));
    }

    @AfterAll
    void end() throws Exception {
        for (ComputerInThisProcess computer : chain) {
            computer.close();
        }
        for (Wire wire : wires) {
            wire.close();
        }
        if (vendor != null) {
            vendor.close();
        }
    }

    static Stream<Arguments> everyComputerInEveryWay() {
        return Stream.of(Silence.values()).flatMap(silence -> NAMES.stream().map(name -> Arguments.of(silence, name)));
    }

    @ParameterizedTest(
            name = "LS-190: of a chain of four, the {1} {0}: the others answer at once, hand on what they hold, and"
                    + " all are on the next release when it is back")
    @MethodSource("everyComputerInEveryWay")
    void oneIsSilent(Silence silence, String who) throws Exception {
        int place = NAMES.indexOf(who);
        String before = current();
        silence.begin(this, place);
        Instant since = Instant.now();
        String next = publish();
        Slowest slowest = new Slowest();
        for (int other = 0; other < NAMES.size(); other++) {
            if (other < place) {
                awaitTold(slowest, place, other, "to run " + next, status -> runs(status, next));
            } else if (other == place + 1) {
                awaitTold(
                        slowest,
                        place,
                        other,
                        "to say since when it hears nothing",
                        status -> runs(status, before)
                                && status.path("warnings")
                                        .toString()
                                        .contains("Nothing has been heard from 127.0.0.1:"
                                                + wires.get(place).port() + " since "));
            } else if (other > place) {
                awaitTold(
                        slowest,
                        place,
                        other,
                        "to check at the one above it as always",
                        status -> runs(status, before)
                                && status.path("lastProblem").isMissingNode()
                                && Instant.parse(status.path("lastCheck").asText())
                                        .isAfter(since.plusSeconds(ANSWER_WITHIN)));
            }
        }
        assertThat(slowest.duration).as(slowest.what).isLessThan(AT_ONCE);

        silence.end(this, place);
        awaitAll(next);
    }

    @Test
    @DisplayName(
            "LS-190: two relays that follow each other and have nothing say that they go round in a circle, and answer at once")
    void aCircleOfEmptyRelays() throws Exception {
        int[] ports = {Ports.free(), Ports.free()};
        List<ComputerInThisProcess> circle = new ArrayList<>();
        try {
            for (int i = 0; i < 2; i++) {
                ComputerInThisProcess relay = new ComputerInThisProcess(
                        "circle-" + i,
                        folder.resolve("circle-" + i),
                        ports[i],
                        vendor.root(),
                        "source = computer\nserver.address = 127.0.0.1\nserver.port = " + ports[1 - i],
                        "components = charts",
                        "distribute = true",
                        "check.interval = 1",
                        "answer.within = " + ANSWER_WITHIN);
                circle.add(relay);
                relay.start();
            }
            Slowest slowest = new Slowest();
            for (ComputerInThisProcess relay : circle) {
                Await.until(relay.name() + " to say that it is in a circle", LIMIT, () -> {
                    JsonNode told = slowest.answerOf(relay);
                    return new Await.State(told.toString().contains("LS-SOURCE-LOOP"), told.toString());
                });
            }
            assertThat(slowest.duration).as(slowest.what).isLessThan(AT_ONCE);
        } finally {
            for (ComputerInThisProcess relay : circle) {
                relay.close();
            }
        }
    }

    /** Asks all computers but the silent one over and over, until one of them says what is waited for. */
    private void awaitTold(Slowest slowest, int silent, int who, String what, Predicate<JsonNode> said) {
        Await.until(NAMES.get(who) + " " + what, LIMIT, () -> {
            JsonNode[] told = new JsonNode[NAMES.size()];
            for (int other = 0; other < NAMES.size(); other++) {
                if (other != silent) {
                    told[other] = slowest.answerOf(chain.get(other));
                }
            }
            return new Await.State(said.test(told[who]), told[who].toString());
        });
    }

    private static boolean runs(JsonNode status, String version) {
        return status.path("installed").asText().equals(version);
    }

    /** Nobody does anything for it. */
    private void awaitAll(String version) {
        for (ComputerInThisProcess computer : chain) {
            Await.until(computer.name() + " to run " + version + " without a remark", LIMIT, () -> {
                UpdateAgent.Status status = computer.status();
                return new Await.State(
                        status.installed().equals(Optional.of(Version.parse(version)))
                                && status.phase().equals("idle")
                                && status.lastProblem().isEmpty()
                                && status.warnings().stream()
                                        .allMatch(warning -> warning.toString().endsWith("it is a relay.")),
                        status.toString());
            });
        }
        Await.until("the server to know them all", LIMIT, () -> {
            List<String> below = chain.get(0).below();
            return new Await.State(below.equals(NAMES.subList(1, NAMES.size())), below.toString());
        });
    }

    private String current() {
        return "1." + (releases - 1) + ".0";
    }

    private String publish() throws IOException {
        releases++;
        String version = current();
        Path charts = Files.createDirectories(
                folder.resolve("releases").resolve(version).resolve("charts"));
        Files.writeString(
                charts.resolve("lockstep-component.json"),
                "{\"format\":1,\"name\":\"charts\",\"title\":\"Charts\",\"controller\":\"none\",\"health\":{\"within\":60,\"stable\":0.1}}");
        Files.writeString(charts.resolve("chart.txt"), "The chart of " + version);
        vendor.publishRelease(version, charts.getParent());
        return version;
    }

    /** In which way a computer is silent. */
    private enum Silence {
        STOPS {
            @Override
            void begin(ChainIT test, int place) throws Exception {
                if (place < test.wires.size()) {
                    test.wires.get(place).cut();
                }
                test.chain.get(place).close();
            }

            @Override
            void end(ChainIT test, int place) throws Exception {
                test.chain.get(place).start();
                if (place < test.wires.size()) {
                    test.wires.get(place).mend();
                }
            }
        },
        HANGS {
            @Override
            void begin(ChainIT test, int place) {
                around(test, place).forEach(Wire::hang);
            }

            @Override
            void end(ChainIT test, int place) {
                around(test, place).forEach(Wire::goOn);
            }
        };

        abstract void begin(ChainIT test, int place) throws Exception;

        abstract void end(ChainIT test, int place) throws Exception;

        /** The wires to and from a computer. */
        private static List<Wire> around(ChainIT test, int place) {
            return test.wires.subList(Math.max(0, place - 1), Math.min(test.wires.size(), place + 1));
        }

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    /** The answer that took longest. */
    private static final class Slowest {
        private Duration duration = Duration.ZERO;
        private String what = "";

        JsonNode answerOf(ComputerInThisProcess computer) {
            timed(computer.name() + " at /api/v1/node", () -> computer.told("/api/v1/node"));
            timed(computer.name() + " at its console", computer::status);
            return timed(computer.name() + " at /local/status", () -> computer.told("/api/v1/local/status"));
        }

        private <T> T timed(String whose, Callable<T> question) {
            long asked = System.nanoTime();
            try {
                return question.call();
            } catch (Exception e) {
                throw new AssertionError(whose, e);
            } finally {
                Duration took = Duration.ofNanos(System.nanoTime() - asked);
                if (took.compareTo(duration) > 0) {
                    duration = took;
                    what = whose;
                }
            }
        }
    }
}
