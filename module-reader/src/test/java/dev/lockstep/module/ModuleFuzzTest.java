package dev.lockstep.module;

import static org.assertj.core.api.Assertions.assertThat;

import dev.lockstep.core.fuzz.Corpus;
import dev.lockstep.core.fuzz.Input;
import dev.lockstep.core.fuzz.Memory;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.release.ReleaseJson;
import dev.lockstep.module.ModuleReader.Particulars;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.logging.Level;
import java.util.logging.Logger;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

/** A file that somebody calls a module is described, or refused as malformed. */
class ModuleFuzzTest {
    private static final int FACTOR = 2000;
    /** Java tells of every header that stands twice; kept, as loggers are only weakly held. */
    private static final Logger JAR_LOG = Logger.getLogger("java.util.jar");

    private static Path folder;

    private final ModuleReader reader = new ModuleReader();

    @BeforeContainer
    static void makeFolder() throws IOException {
        JAR_LOG.setLevel(Level.OFF);
        folder = Files.createTempDirectory("module-fuzz");
        writeJar(
                folder.resolve("meter-1.0.0.jar"),
                Corpus.of("manifest").inputs().get(0).bytes());
    }

    @AfterContainer
    static void removeFolder() throws IOException {
        for (String name : new String[] {"meter-1.0.0.jar", "fuzz.jar", "fuzz.xml"}) {
            Files.deleteIfExists(folder.resolve(name));
        }
        Files.delete(folder);
    }

    @Provide
    Arbitrary<Input> manifests() {
        return Corpus.of("manifest").damaged();
    }

    @Provide
    Arbitrary<Input> features() {
        return Corpus.of("features").damaged();
    }

    private static void writeJar(Path jar, byte[] manifest) throws IOException {
        try (OutputStream out = Files.newOutputStream(jar);
                ZipOutputStream zip = new ZipOutputStream(out)) {
            zip.putNextEntry(new ZipEntry("META-INF/MANIFEST.MF"));
            zip.write(manifest);
            zip.closeEntry();
        }
    }

    @Example
    void every_manifest_in_the_corpus() throws IOException {
        for (Input input : Corpus.of("manifest").inputs()) {
            manifests_of_bundles(input);
            files_that_are_no_bundles(input);
        }
    }

    @Example
    void every_features_file_in_the_corpus() throws IOException {
        for (Input input : Corpus.of("features").inputs()) {
            features_files(input);
        }
    }

    @Property
    void manifests_of_bundles(@ForAll("manifests") Input sent) throws IOException {
        byte[] manifest = sent.bytes();
        Path jar = folder.resolve("fuzz.jar");
        writeJar(jar, manifest);
        Memory.bounded(manifest, FACTOR, () -> describe(() -> reader.readBundle(jar, Particulars.NONE)));
    }

    @Property
    void features_files(@ForAll("features") Input sent) throws IOException {
        byte[] features = sent.bytes();
        Path file = Files.write(folder.resolve("fuzz.xml"), features);
        Memory.bounded(
                features,
                FACTOR,
                () -> describe(() -> reader.readFeature(file, folder, Optional.empty(), Particulars.NONE)));
    }

    @Property
    void files_that_are_no_bundles(@ForAll("manifests") Input sent) throws IOException {
        byte[] noise = sent.bytes();
        Path jar = Files.write(folder.resolve("fuzz.jar"), noise);
        Memory.bounded(noise, FACTOR, () -> describe(() -> reader.readBundle(jar, Particulars.NONE)));
    }

    /** Describes a file. */
    private interface Description {
        ModuleRelease read() throws IOException;
    }

    private static void describe(Description description) throws IOException {
        try {
            ModuleRelease module = description.read();
            assertThat(ReleaseJson.readModule(ReleaseJson.write(module))).isEqualTo(module);
        } catch (ProblemException refused) {
            assertThat(refused.problem().code()).isEqualTo(ProblemCode.MODULE_MALFORMED);
        }
    }
}
