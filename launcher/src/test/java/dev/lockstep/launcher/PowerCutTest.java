package dev.lockstep.launcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Cuts the power before and after every change that a trial start makes on the disk, and starts again. */
class PowerCutTest {
    static Stream<Named<Supplier<FileSystem>>> disks() {
        return Stream.of(
                Named.of("Unix", Installation::unix),
                Named.of("a disk without links", Installation::unixWithoutLinks),
                Named.of("Windows", Installation::windows));
    }

    @ParameterizedTest
    @MethodSource("disks")
    @DisplayName("LS-139 A power cut at any point of a trial start that fails leaves the old version running")
    void aVersionThatFails(Supplier<FileSystem> disks) throws Exception {
        int cuts = cutEverywhere(disks, node -> {}, "1.0.0", "1.0.0");
        assertThat(cuts).isGreaterThanOrEqualTo(14);
    }

    @ParameterizedTest
    @MethodSource("disks")
    @DisplayName(
            "LS-139 A power cut at any point of a trial start that succeeds leaves the old or the new version running")
    void aVersionThatConfirms(Supplier<FileSystem> disks) throws Exception {
        int cuts = cutEverywhere(disks, World.Behaviour.confirmsAfter(Duration.ofSeconds(5)), "1.0.0", "1.1.0");
        assertThat(cuts).isGreaterThanOrEqualTo(10);
    }

    private static int cutEverywhere(Supplier<FileSystem> disks, World.Behaviour behaviour, String... allowed)
            throws Exception {
        int cuts = 0;
        while (true) {
            try (FileSystem files = disks.get()) {
                Installation installation =
                        Installation.on(files).with("1.0.0").with("1.1.0").running("1.0.0");
                World world = new World(installation.home())
                        .behaving("1.1.0", behaviour)
                        .at(Duration.ofSeconds(1), () -> installation.requesting("1.1.0", "1.0.0", 30));
                try {
                    world.until(Duration.ofMinutes(5)).launch(new FailingDisk(cuts));
                    return cuts;
                } catch (PowerCut cut) {
                    cuts++;
                    world.powerCut();
                }
                List<String> story = new ArrayList<>(world.story());
                story.addAll(assertStartsAgain(installation, behaviour, "cut " + cuts, allowed));
                if (!List.of(allowed).contains("1.1.0")) {
                    // A version that failed is not tried a second time by itself.
                    assertThat(story)
                            .as("cut " + cuts)
                            .filteredOn("start 1.1.0"::equals)
                            .hasSizeLessThan(2);
                }
            }
        }
    }

    /** Twice: the second time nothing may be left to do. */
    private static List<String> assertStartsAgain(
            Installation installation, World.Behaviour behaviour, String cut, String... allowed) throws Exception {
        List<String> story = new ArrayList<>();
        for (int start = 0; start < 2; start++) {
            World world = new World(installation.home()).behaving("1.1.0", behaviour);
            world.until(Duration.ofMinutes(5)).launch(new Disk());
            story.addAll(world.story());
            String current = current(installation);
            assertThat(current).as(cut).isIn((Object[]) allowed);
            assertThat(world.story()).as(cut).last().isEqualTo("stop " + current);
            if (start > 0) {
                assertThat(world.story()).as(cut).containsExactly("start " + current, "stop " + current);
            }
            Path node = installation.home().node();
            assertThat(Files.exists(node.resolve("trial.json"))).as(cut).isFalse();
            assertThat(Files.exists(node.resolve("trial-journal.json"))).as(cut).isFalse();
            if (current.equals("1.0.0")) {
                assertThat(Files.readString(node.resolve("rolled-back.json")))
                        .as(cut)
                        .contains("1.1.0");
            }
        }
        return story;
    }

    private static String current(Installation installation) throws IOException {
        return new VersionPointer(installation.home(), new Disk()).read().orElseThrow();
    }

    /** Fails at one moment: before or after one of its changes. */
    private static final class FailingDisk extends Disk {
        private int left;

        private FailingDisk(int moments) {
            this.left = moments;
        }

        @Override
        void write(Path file, String text) throws IOException {
            moment();
            super.write(file, text);
            moment();
        }

        @Override
        void delete(Path file) throws IOException {
            moment();
            super.delete(file);
            moment();
        }

        @Override
        void link(Path link, Path target) throws IOException {
            moment();
            super.link(link, target);
            moment();
        }

        private void moment() {
            if (left-- == 0) {
                throw new PowerCut();
            }
        }
    }

    private static final class PowerCut extends RuntimeException {
        private static final long serialVersionUID = 1L;
    }
}
