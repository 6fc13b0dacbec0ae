package dev.lockstep.cli;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.module.ModuleReader.Particulars;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.release.Release.Warning;
import dev.lockstep.core.tuf.UnsafeNameException;
import dev.lockstep.core.tuf.repository.KeyRing;
import dev.lockstep.core.tuf.repository.Publication;
import dev.lockstep.core.tuf.repository.RepositoryException;
import dev.lockstep.core.version.Version;
import dev.lockstep.core.version.VersionRange;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.TypeConversionException;

/** {@code lockstep publish}: a release of folders, or modules of bundles. */
@Command(
        name = "publish",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        header = "Publishes a release, or modules.",
        description = {
            "",
            "Clients see nothing of it until everything is in its place and signed; a publication that is cut off leaves",
            "what was there before. The same again is fine; the same version with other contents is refused.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  lockstep publish site/updates --release 1.1.0 --component server=build/server \\",
            "      --component poll=build/poll-linux@linux-x64 --component poll=build/poll-windows@windows-x64",
            "  lockstep publish site/updates --release 2.0.0 --component server=build/server --floor 1.1.0 \\",
            "      --warning \"The database is converted.\" --help-link https://vendor.example/2.0",
            "  lockstep publish site/updates --module tariffs-2.0.0.jar --platform \"[1.0.0,2.0.0)\"",
            "  lockstep publish site/updates --features reports-features.xml --bundles build/bundles"
        })
final class PublishCommand extends Subcommand {
    @Parameters(index = "0", paramLabel = "DIR", description = "The published folder.")
    private Path folder;

    @Option(names = "--release", paramLabel = "VERSION", description = "Publish a release of this version.")
    private Version release;

    @Option(
            names = "--component",
            paramLabel = "NAME=FOLDER[@PLATFORM]",
            description = {
                "With --release: a component and its files, for all platforms or one such as linux-x64; can be repeated.",
                "With modules: NAME of a component that they are for; can be repeated. Without it, for all."
            })
    private List<String> components = new ArrayList<>();

    @Option(
            names = "--channel",
            paramLabel = "NAME",
            defaultValue = "stable",
            description = "For whom the release is. Default: ${DEFAULT-VALUE}")
    private String channel;

    @Option(
            names = "--floor",
            paramLabel = "VERSION",
            description = "A release that must be installed before this one; can be repeated.")
    private List<Version> floors = new ArrayList<>();

    @ArgGroup(exclusive = false, multiplicity = "0..*")
    private List<WarningOptions> warnings = new ArrayList<>();

    @Option(
            names = "--counter",
            paramLabel = "N",
            description = "The release counter, which rises with every release. Default: the next one.")
    private Long counter;

    @Option(
            names = "--compatible",
            paramLabel = "RANGE",
            description = "Versions that it works together with during a switch. Default: those of its major version.")
    private VersionRange compatible;

    @Option(names = "--module", paramLabel = "JAR", description = "Publish a bundle as a module; can be repeated.")
    private List<Path> modules = new ArrayList<>();

    @Option(names = "--features", paramLabel = "FILE", description = "Publish a feature of a Karaf features file.")
    private Path features;

    @Option(
            names = "--bundles",
            paramLabel = "FOLDER",
            description = "Where the bundles of the feature are. Default: beside the features file.")
    private Path bundles;

    @Option(names = "--feature", paramLabel = "NAME", description = "Which feature, if the file has several.")
    private String feature;

    @Option(
            names = "--platform",
            paramLabel = "RANGE",
            description = "The releases that the modules work with. Default: what their manifest says, or all.")
    private VersionRange platform;

    @Option(
            names = "--publisher",
            paramLabel = "TEXT",
            description = "Who makes the modules. Default: what their manifest says.")
    private String publisher;

    @Mixin
    private KeyOptions keys = new KeyOptions();

    PublishCommand(Surroundings surroundings) {
        super(surroundings);
    }

    /** A text to confirm, and where to read more. */
    static final class WarningOptions {
        @Option(
                names = "--warning",
                paramLabel = "TEXT",
                required = true,
                description = "What an administrator has to confirm before installing; can be repeated.")
        private String text;

        @Option(
                names = "--help-link",
                paramLabel = "URL",
                description = "Where to read more about the warning before it.")
        private String link = "";

        Warning warning() {
            return new Warning(text, link);
        }
    }

    @Override
    public Integer call() throws IOException, RepositoryException, UnsafeNameException, Failure {
        boolean anyModule = !modules.isEmpty() || features != null;
        if ((release != null) == anyModule) {
            throw misuse("Either --release with its components, or --module or --features.");
        }
        Optional<ReleaseOrder> releaseOrder = release == null ? Optional.empty() : Optional.of(releaseOrder());
        PublishedFolder published = new PublishedFolder(folder);
        published.require();
        KeyRing ring = keys.ring(folder, surroundings(), role -> !role.equals(KeysFolder.ROOT));
        Screen screen = screen();
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        try (Publication publication =
                        published.repository(surroundings().clock()).begin(ring);
                Payloads payloads = new Payloads(published.targets(), screen.progress())) {
            Publishing publishing = new Publishing(published, publication, payloads);
            boolean changed = releaseOrder.isPresent()
                    ? publishRelease(publishing, releaseOrder.get(), screen, result)
                    : publishModules(publishing, screen, result);
            if (changed) {
                publication.commit();
            }
            screen.line("New payloads: " + payloads.added() + ", " + Sizes.text(payloads.addedBytes()) + ".");
            result.put("newPayloads", payloads.added()).put("newBytes", payloads.addedBytes());
        }
        screen.result(result);
        return 0;
    }

    private ReleaseOrder releaseOrder() {
        if (components.isEmpty()) {
            throw misuse("A release needs at least one --component NAME=FOLDER.");
        }
        try {
            return new ReleaseOrder(
                    release,
                    channel,
                    components.stream().map(ComponentSource::parse).toList(),
                    floors,
                    warnings.stream().map(WarningOptions::warning).toList(),
                    Optional.ofNullable(counter),
                    Optional.ofNullable(compatible));
        } catch (TypeConversionException e) {
            throw misuse(e.getMessage());
        }
    }

    private boolean publishRelease(Publishing publishing, ReleaseOrder order, Screen screen, ObjectNode result)
            throws IOException, UnsafeNameException, Failure {
        ReleasePublisher.Outcome outcome =
                new ReleasePublisher(publishing, surroundings().clock()).publish(order);
        Release made = outcome.release();
        screen.line((outcome.isNew() ? "Published release " : "Unchanged, published before: release ") + made.version()
                + " (channel " + made.channel() + ", counter " + made.counter() + ")");
        ObjectNode one = published(result, outcome.isNew())
                .put("kind", "release")
                .put("version", made.version().toString())
                .put("channel", made.channel())
                .put("counter", made.counter());
        ArrayNode list = one.putArray("components");
        for (Release.ComponentRelease component : made.components()) {
            for (Release.PlatformTree tree : component.trees()) {
                screen.line("  " + component.name() + " for " + tree.platform() + ": " + tree.files() + " files, "
                        + Sizes.text(tree.bytes()));
                list.addObject()
                        .put("name", component.name())
                        .put("platform", tree.platform().name())
                        .put("files", tree.files())
                        .put("bytes", tree.bytes());
            }
        }
        return outcome.isNew();
    }

    private boolean publishModules(Publishing publishing, Screen screen, ObjectNode result)
            throws IOException, UnsafeNameException, Failure {
        ModuleOrder order = new ModuleOrder(
                modules,
                Optional.ofNullable(features),
                Optional.ofNullable(bundles),
                Optional.ofNullable(feature),
                new Particulars(Optional.ofNullable(platform), components, Optional.ofNullable(publisher)));
        boolean changed = false;
        for (ModulePublisher.Outcome outcome : new ModulePublisher(publishing).publish(order)) {
            changed |= outcome.isNew();
            screen.line((outcome.isNew() ? "Published module " : "Unchanged, published before: module ")
                    + outcome.module().name() + " " + outcome.module().version());
            published(result, outcome.isNew())
                    .put("kind", "module")
                    .put("name", outcome.module().name())
                    .put("version", outcome.module().version().toString());
        }
        return changed;
    }

    private static ObjectNode published(ObjectNode result, boolean isNew) {
        return result.withArray("published").addObject().put("state", isNew ? "published" : "unchanged");
    }
}
