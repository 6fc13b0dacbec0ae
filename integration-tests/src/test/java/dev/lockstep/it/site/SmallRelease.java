package dev.lockstep.it.site;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

/**
 * The folders of a release as small as it can be: a component {@value #PROGRAM} that runs until it is stopped and keeps a
 * {@link Diary} of its starts and ends, and, where it is asked for, a version of the node.
 */
public final class SmallRelease {
    /** The component. */
    public static final String PROGRAM = "diary";

    private static final long UNPACK_LIMIT_SECONDS = 300;

    private final String version;
    private final Path folder;

    private SmallRelease(String version, Path folder) {
        this.version = version;
        this.folder = folder;
    }

    /** Makes the component's folder of a version below {@code releases}. */
    public static SmallRelease of(String version, Path releases) {
        SmallRelease release = new SmallRelease(version, releases.resolve(version));
        Path program = release.folder.resolve(PROGRAM);
        write(program.resolve("lockstep-component.json"), """
                {"format":1,"name":"diary","title":"Diary","controller":"process",
                 "process":{"command":["/bin/sh","${tree}/diary.sh","${data}/diary.txt"]},
                 "health":{"within":120,"stable":0.2},
                 "stop":{"limit":10}}
                """);
        write(program.resolve("diary.sh"), """
                note() { echo "$(date +%%s%%3N) $1 %s $$" >> "$diary"; }
                diary=$1
                trap 'note ended; exit 0' TERM
                note started
                while :; do sleep 1 & wait $!; done
                """.formatted(version));
        return release;
    }

    /**
     * Adds a version of the node.
     *
     * @param archive the packed tree of a node
     * @param change what is different in this version
     */
    public SmallRelease withNode(Path archive, Consumer<Path> change) {
        Path tree = folder.resolve(Computers.NODE);
        try {
            Files.createDirectories(tree);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot make " + tree, e);
        }
        ChildProcess.run(
                        List.of("tar", "-xzf", archive.toString(), "-C", tree.toString()),
                        tree,
                        Map.of(),
                        UNPACK_LIMIT_SECONDS)
                .orThrow();
        change.accept(tree);
        return this;
    }

    /** Publishes it. */
    public void publishAt(VendorSite vendor) {
        vendor.publishRelease(version, folder);
    }

    private static void write(Path file, String text) {
        try {
            Files.createDirectories(file.getParent());
            Files.writeString(file, text);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + file, e);
        }
    }
}
