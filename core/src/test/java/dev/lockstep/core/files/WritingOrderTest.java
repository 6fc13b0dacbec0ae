package dev.lockstep.core.files;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.lockstep.core.audit.AuditEvent;
import dev.lockstep.core.audit.AuditLog;
import dev.lockstep.core.files.WatchedDisk.Change;
import dev.lockstep.core.files.WatchedDisk.Kind;
import dev.lockstep.core.json.StateFile;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.release.Tree;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.store.FileContentStore;
import dev.lockstep.core.store.GuardList;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.transfer.TreeBuilder;
import dev.lockstep.core.tuf.DirectoryMetadataStore;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Predicate;
import java.util.stream.Stream;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What survives a power cut: a file is on the disk before it gets its name, and its name before the writer returns. */
class WritingOrderTest {
    private static final byte[] BYTES = "what a power cut must not take".getBytes(UTF_8);
    private static final Version V1 = Version.parse("1.0.0");

    @TempDir
    private Path folder;

    /** A writer of durable files. */
    @FunctionalInterface
    interface Writer {
        void write(Path in) throws Exception;
    }

    record State(String text) {}

    static Stream<Arguments> writers() {
        return Stream.of(
                writer("a whole file", in -> DurableFiles.write(in.resolve("new/a.json"), BYTES)),
                writer("a file for its owner", in -> OwnerFile.write(in.resolve("new/key.pem"), BYTES)),
                writer("a state file", in -> state(in).write(new State("x"))),
                writer("a state file with a copy", in -> state(in).twice().write(new State("x"))),
                writer("a secret state file", in -> state(in).ownerOnly().write(new State("x"))),
                writer("a payload from memory", in -> new FileContentStore(in.resolve("store")).add(BYTES)),
                writer("a payload from a file", WritingOrderTest::fromAFile),
                writer("a payload in pieces", WritingOrderTest::inPieces),
                writer("a tree", WritingOrderTest::tree),
                writer("trusted metadata", in -> metadata(in).write("targets", 3, BYTES)),
                writer("a trusted root", in -> metadata(in).write("root", 3, BYTES)),
                writer(
                        "a list for the guard",
                        in -> new GuardList(in.resolve("guard/modules.sha256"))
                                .write(Map.of(Digest.of(BYTES), "a bundle"))),
                writer("a damaged file set aside", in -> {
                    DurableFiles.write(in.resolve("damaged"), BYTES);
                    SetAside.move(in.resolve("damaged"));
                }));
    }

    private static Arguments writer(String name, Writer writer) {
        return Arguments.of(name, writer);
    }

    private static StateFile<State> state(Path in) {
        return StateFile.of(in.resolve("new/state.json"), State.class, 1000);
    }

    private static DirectoryMetadataStore metadata(Path in) {
        return new DirectoryMetadataStore(in.resolve("trust"));
    }

    private static void fromAFile(Path in) throws IOException {
        DurableFiles.write(in.resolve("elsewhere"), BYTES);
        new FileContentStore(in.resolve("store")).add(in.resolve("elsewhere"));
    }

    private static void inPieces(Path in) throws IOException {
        try (var reception = new FileContentStore(in.resolve("store")).receive(Blob.of(BYTES))) {
            // What came before the disk refused is kept.
            for (int at = (int) reception.position(); at < BYTES.length; at++) {
                reception.write(BYTES, at, 1);
            }
            reception.commit();
        }
    }

    private static void tree(Path in) throws IOException {
        FileContentStore store = new FileContentStore(in.resolve("store"));
        Tree tree = new Tree(List.of(
                new Tree.Folder("lib"),
                new Tree.File("lib/a.jar", store.add(BYTES), false),
                new Tree.File("run", store.add(BYTES), true)));
        new TreeBuilder(store, 2).build(tree, in.resolve("versions/1.0.0"), Progress.SILENT);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("writers")
    @DisplayName("LS-139 Bytes are forced to the disk before the rename that shows them, and the folder after it")
    void theOrderIsKept(String name, Writer writer) throws Exception {
        WatchedDisk disk = new WatchedDisk(folder.getFileSystem());
        writer.write(disk.here(folder).resolve("data"));
        assertThat(brokenRules(disk.changes())).as("of %s", disk.changes()).isEmpty();
        assertThat(disk.changes()).as("%s renames something", name).anyMatch(change -> change.kind() == Kind.MOVE);
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("writers")
    @DisplayName(
            "LS-178 A disk that refuses at any moment is told as a disk, and what is written works when it is well again")
    void aDiskThatRefuses(String name, Writer writer) throws Exception {
        for (Refusal refusal : Refusal.values()) {
            boolean refused = true;
            for (int changes = 0; refused; changes++) {
                WatchedDisk disk = new WatchedDisk(folder.getFileSystem());
                Path data = disk.here(folder).resolve(refusal + "-" + changes);
                disk.refuseAfter(changes, refusal);
                try {
                    writer.write(data);
                } catch (ProblemException e) {
                    assertThat(e.problem().code())
                            .as("%s: %s", name, e.problem())
                            .isIn(refusal.codes());
                    assertThat(e.problem().toString()).doesNotContain("0 bytes needed");
                } catch (IOException e) {
                    // Whoever called it knows which file of its own this is.
                    assertThat(DiskProblems.local(data, e).problem().code()).isIn(refusal.codes());
                }
                refused = disk.hasRefused();
                disk.mend();
                writer.write(data);
            }
        }
    }

    /** How a disk refuses, and how that is told. */
    enum Refusal implements WatchedDisk.Refusal {
        FULL,
        QUOTA,
        READ_ONLY,
        DENIED,
        BROKEN,
        HANDLES;

        @Override
        public IOException of(Path file) {
            return switch (this) {
                case FULL -> new IOException("No space left on device");
                case QUOTA -> new FileSystemException(file.toString(), null, "Disk quota exceeded");
                case READ_ONLY -> new FileSystemException(file.toString(), null, "Read-only file system");
                case DENIED -> new AccessDeniedException(file.toString());
                case BROKEN -> new IOException("Input/output error");
                case HANDLES -> new FileSystemException(file.toString(), null, "Too many open files");
            };
        }

        List<ProblemCode> codes() {
            return switch (this) {
                case FULL, QUOTA -> List.of(ProblemCode.DISK_FULL);
                case HANDLES -> List.of(ProblemCode.EXHAUSTED);
                case READ_ONLY, DENIED, BROKEN -> List.of(ProblemCode.NOT_WRITABLE, ProblemCode.LOCAL_FAILED);
            };
        }
    }

    @Test
    @DisplayName("LS-139 The pointer to the current version is renamed, and its folder forced")
    void thePointer() throws Exception {
        WatchedDisk disk = new WatchedDisk(folder.getFileSystem());
        Files.createDirectories(folder.resolve("component/versions/1.0.0"));
        new VersionPointer(disk.here(folder.resolve("component"))).pointTo(V1);
        assertThat(disk.changes()).extracting(Change::kind).containsSubsequence(Kind.LINK, Kind.MOVE, Kind.FORCE);
        assertThat(brokenRules(disk.changes())).isEmpty();
    }

    @Test
    @DisplayName("LS-140 An entry of the audit log is forced to the disk before anything else goes on")
    void theAuditLog() throws Exception {
        WatchedDisk disk = new WatchedDisk(folder.getFileSystem());
        AuditLog log = new AuditLog(disk.here(folder).resolve("audit"), InstantSource.system(), "node");
        for (int i = 0; i < 3; i++) {
            disk.forget();
            log.append("somebody", AuditEvent.of("test", "entry", "written"));
            List<Change> changes = disk.changes();
            int written = last(changes, change -> change.kind() == Kind.WRITE);
            assertThat(written).isNotNegative();
            Path file = changes.get(written).file();
            assertThat(changes.subList(written, changes.size()))
                    .anyMatch(change ->
                            change.kind() == Kind.FORCE && change.file().equals(file));
        }
    }

    @Test
    @DisplayName("LS-178 A thread that is told to stop finishes what it writes, and is still told to stop")
    void aStopLeavesWholeFiles() throws Exception {
        Thread.currentThread().interrupt();
        DurableFiles.write(folder.resolve("journal.json"), BYTES);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(folder.resolve("journal.json")).hasBinaryContent(BYTES);
        Thread.currentThread().interrupt();
        state(folder).twice().write(new State("x"));
        assertThat(Thread.interrupted()).isTrue();
        assertThat(state(folder).read()).contains(new State("x"));
        Thread.currentThread().interrupt();
        OwnerFile.write(folder.resolve("key.pem"), BYTES);
        assertThat(Thread.interrupted()).isTrue();
        assertThat(folder.resolve("key.pem")).hasBinaryContent(BYTES);
    }

    @Test
    void theRulesAreBrokenByWhatForgetsToForce() throws Exception {
        WatchedDisk disk = new WatchedDisk(folder.getFileSystem());
        Path here = disk.here(folder);
        Files.write(here.resolve("a.new"), BYTES);
        DurableFiles.move(here.resolve("a.new"), here.resolve("a"));
        assertThat(brokenRules(disk.changes())).hasSize(1);
        disk.forget();
        DurableFiles.write(here.resolve("b.new"), BYTES);
        Files.move(here.resolve("b.new"), here.resolve("c"));
        assertThat(brokenRules(disk.changes())).hasSize(1);
        assertThatThrownBy(() -> {
                    disk.refuseAfter(0, file -> new IOException("No space left on device"));
                    DurableFiles.write(here.resolve("d"), BYTES);
                })
                .hasMessage("No space left on device");
    }

    /** Each rename whose bytes, or whose entries, a power cut could still take. */
    private static List<String> brokenRules(List<Change> changes) {
        return Stream.iterate(0, at -> at < changes.size(), at -> at + 1)
                .filter(at -> changes.get(at).kind() == Kind.MOVE)
                .flatMap(at -> Stream.concat(
                        unforced(changes.subList(0, at), changes.get(at).file()), unseen(changes, at)))
                .toList();
    }

    /** What was written below a path and not forced before it got its name. */
    private static Stream<String> unforced(List<Change> before, Path moved) {
        return before.stream()
                .filter(change -> change.kind() == Kind.WRITE && change.file().startsWith(moved))
                .map(Change::file)
                .distinct()
                .filter(file -> last(
                                before,
                                change -> change.kind() == Kind.FORCE
                                        && change.file().equals(file))
                        < last(
                                before,
                                change -> change.kind() == Kind.WRITE
                                        && change.file().equals(file)))
                .map(file -> file + " was not forced before " + moved + " was renamed");
    }

    /** The folder of the new name that was not forced after the rename. */
    private static Stream<String> unseen(List<Change> changes, int at) {
        Path target = changes.get(at).to().getParent();
        boolean forced = changes.subList(at, changes.size()).stream()
                .anyMatch(change -> change.kind() == Kind.FORCE && change.file().equals(target));
        return forced
                ? Stream.empty()
                : Stream.of(target + " was not forced after " + changes.get(at).to());
    }

    private static int last(List<Change> changes, Predicate<Change> such) {
        for (int at = changes.size() - 1; at >= 0; at--) {
            if (such.test(changes.get(at))) {
                return at;
            }
        }
        return -1;
    }
}
