package dev.lockstep.core.transfer;

import static dev.lockstep.core.transfer.PayloadTransferTest.assertProblem;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.common.jimfs.Configuration;
import com.google.common.jimfs.Feature;
import com.google.common.jimfs.Jimfs;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.release.ReleaseJson;
import dev.lockstep.core.release.Tree;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.ContentStore;
import dev.lockstep.core.store.FileContentStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TreeBuilderTest {
    @TempDir
    private Path temporary;

    private ContentStore store;
    private Path folder;
    private Tree tree;

    @BeforeEach
    void fill() throws IOException {
        store = new FileContentStore(temporary.resolve("store"));
        folder = temporary.resolve("components/app/versions/1.1.0");
        tree = sample(store);
    }

    private static Tree sample(ContentStore store) throws IOException {
        return new Tree(List.of(
                new Tree.Folder("bin"),
                new Tree.File("bin/run", store.add(bytes("#!/bin/sh\n")), true),
                new Tree.Folder("lib"),
                new Tree.File("lib/app-1.1.0.jar", store.add(new byte[300_000]), false),
                new Tree.Link("lib/app.jar", "app-1.1.0.jar"),
                new Tree.Folder("lib/empty"),
                new Tree.Link("start", "bin/run")));
    }

    @Test
    void aTreeIsBuiltByteForByteWithModesAndLinks() throws IOException {
        assertThat(new TreeBuilder(store).build(tree, folder, Progress.SILENT)).isTrue();
        assertThat(folder.resolve("bin/run")).hasContent("#!/bin/sh").isExecutable();
        assertThat(Files.isExecutable(folder.resolve("lib/app-1.1.0.jar"))).isFalse();
        assertThat(folder.resolve("lib/app.jar")).isSymbolicLink().hasBinaryContent(new byte[300_000]);
        assertThat(folder.resolve("lib/empty")).isEmptyDirectory();
        assertThat(TreeScanner.scan(folder).tree()).isEqualTo(tree);
        assertThat(folder.getParent()).isDirectoryNotContaining("glob:**.{staging,replaced}");
    }

    @Test
    void aProgramThatWritesIntoItsOwnTreeDoesNotAlterTheStore() throws IOException {
        new TreeBuilder(store).build(tree, folder, Progress.SILENT);
        Files.writeString(folder.resolve("bin/run"), "altered by the program itself");
        assertThat(store.find(Blob.of(bytes("#!/bin/sh\n"))).orElseThrow()).hasContent("#!/bin/sh");
    }

    @Test
    void aCompleteTreeIsLeftAsItIs() throws IOException {
        var builder = new TreeBuilder(store);
        builder.build(tree, folder, Progress.SILENT);
        Files.writeString(folder.resolve("app.log"), "written by the program");
        assertThat(builder.build(tree, folder, Progress.SILENT)).isFalse();
        assertThat(folder.resolve("app.log")).exists();
    }

    @Test
    void aTreeInWhichAnythingIsAlteredIsReplaced() throws IOException {
        var builder = new TreeBuilder(store);
        builder.build(tree, folder, Progress.SILENT);
        for (Damage damage : List.<Damage>of(
                root -> Files.write(root.resolve("lib/app-1.1.0.jar"), new byte[] {1}),
                root -> Files.writeString(root.resolve("bin/run"), "#!/bin/SH\n"),
                root -> Files.delete(root.resolve("lib/empty")),
                root -> Files.delete(root.resolve("start")),
                root -> root.resolve("bin/run").toFile().setExecutable(false))) {
            damage.to(folder);
            assertThat(TreeBuilder.isComplete(tree, folder)).isFalse();
            assertThat(builder.build(tree, folder, Progress.SILENT)).isTrue();
            assertThat(TreeBuilder.isComplete(tree, folder)).isTrue();
        }
    }

    private interface Damage {
        void to(Path root) throws IOException;
    }

    @Test
    void whatAnInterruptedBuildLeftBehindIsClearedAway() throws IOException {
        Path staging = folder.resolveSibling("1.1.0.staging");
        Files.createDirectories(staging.resolve("lib/old"));
        Files.writeString(staging.resolve("lib/app-1.1.0.jar"), "half");
        new TreeBuilder(store).build(tree, folder, Progress.SILENT);
        assertThat(TreeScanner.scan(folder).tree()).isEqualTo(tree);
        assertThat(staging).doesNotExist();
    }

    @Test
    void aTreeThatWasMovedAsideWhenThePowerFailedIsFoundAgain() throws IOException {
        var builder = new TreeBuilder(store);
        builder.build(tree, folder, Progress.SILENT);
        Files.move(folder, folder.resolveSibling("1.1.0.replaced"));
        assertThat(builder.build(tree, folder, Progress.SILENT)).isFalse();
        assertThat(TreeBuilder.isComplete(tree, folder)).isTrue();
    }

    @Test
    void aPayloadThatIsMissingOrDamagedInTheStoreStopsTheBuildAndNothingAppears() throws IOException {
        Blob missing = Blob.of(bytes("nowhere"));
        Tree incomplete = new Tree(List.of(new Tree.File("x", missing, false)));
        assertProblem(
                        ProblemCode.PAYLOAD_MISSING,
                        () -> new TreeBuilder(store).build(incomplete, folder, Progress.SILENT))
                .contains(missing.digest().path());
        Path payload = store.find(tree.files().get(1).blob()).orElseThrow();
        Files.delete(payload);
        Files.write(payload, new byte[300_000 - 1]);
        Files.write(payload, new byte[] {7}, java.nio.file.StandardOpenOption.APPEND);
        assertProblem(ProblemCode.STORE_DAMAGED, () -> new TreeBuilder(store).build(tree, folder, Progress.SILENT))
                .contains("lib/app-1.1.0.jar");
        assertThat(folder).doesNotExist();
    }

    @Test
    void progressIsToldInBytes() throws IOException {
        long[] last = new long[2];
        new TreeBuilder(store).build(tree, folder, (step, done, total) -> {
            assertThat(step).isEqualTo("unpack");
            last[0] = Math.max(last[0], done);
            last[1] = total;
        });
        assertThat(last).containsExactly(tree.bytes(), tree.bytes());
    }

    @Test
    void aDiskWithTooLittleRoomIsNamedWithWhatIsNeeded() throws IOException {
        try (FileSystem disk = Jimfs.newFileSystem(
                Configuration.unix().toBuilder().setMaxSize(200_000).build())) {
            Path small = disk.getPath("/small/versions/1.1.0");
            assertProblem(ProblemCode.DISK_FULL, () -> new TreeBuilder(store).build(tree, small, Progress.SILENT))
                    .startsWith("Not enough room in /small/versions/1.1.0.staging: 293.0 KiB needed, ");
        }
    }

    @Test
    void underWindowsRulesFilesStandInForLinks() throws IOException {
        Configuration windows = Configuration.windows().toBuilder()
                .setSupportedFeatures(Feature.FILE_CHANNEL)
                .setAttributeViews("basic", "dos")
                .build();
        try (FileSystem disk = Jimfs.newFileSystem(windows)) {
            var there = new FileContentStore(disk.getPath("C:\\lockstep\\store"));
            Tree sample = sample(there);
            Path target = disk.getPath("C:\\lockstep\\versions\\1.1.0");
            var builder = new TreeBuilder(there);
            assertThat(builder.build(sample, target, Progress.SILENT)).isTrue();
            assertThat(target.resolve("lib").resolve("app.jar")).hasBinaryContent(new byte[300_000]);
            assertThat(target.resolve("start")).hasContent("#!/bin/sh");
            assertThat(builder.build(sample, target, Progress.SILENT)).isFalse();
            Files.writeString(target.resolve("start"), "altered!!\n");
            assertThat(builder.build(sample, target, Progress.SILENT)).isTrue();
        }
    }

    @Test
    void aHostileTreeIsRefusedBeforeAnythingIsWritten() {
        for (String path : List.of("../../outside", "C:/outside", "..\\outside", "lib/../../x", "/etc/x", "NUL")) {
            byte[] json = bytes("{\"format\":1,\"entries\":[{\"file\":\"" + path.replace("\\", "\\\\")
                    + "\",\"sha256\":\"" + "0".repeat(64) + "\",\"length\":0,\"executable\":false}]}");
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> ReleaseJson.readTree(json))
                    .withMessageStartingWith("tree.entries[0]: the path ");
        }
    }

    @Test
    void aFolderIsScannedTheSameWayEverywhere() throws IOException {
        try (FileSystem disk = Jimfs.newFileSystem(Configuration.windows().toBuilder()
                .setAttributeViews("basic", "dos")
                .build())) {
            Path root = Files.createDirectories(disk.getPath("C:\\app"));
            Files.createDirectories(root.resolve("b"));
            Files.write(root.resolve("b").resolve("script"), bytes("#!/bin/sh\n"));
            Files.write(root.resolve("a.exe"), bytes("MZ"));
            var scanned = TreeScanner.scan(root);
            assertThat(scanned.tree())
                    .isEqualTo(new Tree(List.of(
                            new Tree.File("a.exe", Blob.of(bytes("MZ")), false),
                            new Tree.Folder("b"),
                            new Tree.File("b/script", Blob.of(bytes("#!/bin/sh\n")), true))));
            assertThat(scanned.files())
                    .isEqualTo(Map.of(
                            Blob.of(bytes("MZ")), root.resolve("a.exe"),
                            Blob.of(bytes("#!/bin/sh\n")), root.resolve("b").resolve("script")));
        }
    }

    @Test
    void aFolderThatCouldNotBeBuiltOnEverySystemIsRefused() throws IOException {
        Path root = Files.createDirectories(temporary.resolve("app"));
        Files.writeString(root.resolve("Readme"), "");
        Files.writeString(root.resolve("README"), "");
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TreeScanner.scan(root))
                .withMessage("the path \"Readme\" is there twice, if upper and lower case are taken as one");
        Files.delete(root.resolve("README"));
        Files.createSymbolicLink(root.resolve("out"), Path.of("../../etc/passwd"));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TreeScanner.scan(root))
                .withMessageContaining("leads out of its tree");
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
