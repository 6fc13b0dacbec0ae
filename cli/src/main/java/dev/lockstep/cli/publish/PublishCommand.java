package dev.lockstep.cli.publish;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.cli.change.DraftingCommand;
import dev.lockstep.cli.change.WorkingFolder;
import dev.lockstep.cli.console.Environment;
import dev.lockstep.cli.console.Failure;
import dev.lockstep.cli.console.Screen;
import dev.lockstep.cli.keys.KeysFolder;
import dev.lockstep.cli.repository.Payloads;
import dev.lockstep.cli.repository.Publishing;
import dev.lockstep.core.problem.Plurals;
import dev.lockstep.core.problem.Sizes;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.tuf.CodedException;
import dev.lockstep.module.NativeSystems;
import dev.lockstep.signing.repository.Publication;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.TypeConversionException;

/** {@code lockstep publish}: a release of folders, or modules of bundles. */
@Command(
        name = "publish",
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
            "  lockstep publish site/updates --features reports-features.xml --bundles build/bundles",
            "  lockstep publish copy --role acme --module acme-meter.jar --key acme.pem --draft acme-meter"
        })
public final class PublishCommand extends DraftingCommand {
    @Option(
            names = "--component",
            paramLabel = "NAME=FOLDER[@PLATFORM]",
            description = {
                "With --release: a component and its files, for all platforms or one such as linux-x64; can be repeated.",
                "With modules: NAME of a component that they are for; can be repeated. Without it, for all."
            })
    private List<String> components = new ArrayList<>();

    @Mixin
    private ReleaseOptions release = new ReleaseOptions();

    @Mixin
    private ModuleOptions modules = new ModuleOptions();

    public PublishCommand(Environment environment) {
        super(environment);
    }

    @Override
    protected void checkCall() throws Failure {
        super.checkCall();
        if (release.given() == modules.given()) {
            throw misuse("Either --release with its components, or --module or --features.");
        }
        if (release.given()) {
            releaseOrder();
        }
    }

    @Override
    protected void change(WorkingFolder place, Screen screen, ObjectNode result) throws IOException, CodedException {
        Optional<ReleaseOrder> order = release.given() ? Optional.of(releaseOrder()) : Optional.empty();
        Path into = draft().map(folder -> folder.resolve("targets"))
                .orElse(place.published().targets());
        try (Publication publication = place.published()
                        .repository(environment().clock())
                        .begin(ring(place, role -> !role.equals(KeysFolder.ROOT)));
                Payloads payloads = new Payloads(place.real().targets(), into, screen.progress())) {
            Publishing publishing = new Publishing(place.real(), into, modules.role(), publication, payloads);
            publishing.requireRole();
            if (draft().isEmpty()) {
                publication.requireSigners(modules.role());
            }
            boolean changed = order.isPresent()
                    ? publishRelease(publishing, order.get(), screen, result)
                    : publishModules(publishing, screen, result);
            if (changed) {
                finish(publication, screen, result);
            }
            screen.line("New payloads: " + payloads.added() + ", " + Sizes.text(payloads.addedBytes()) + ".");
            result.put("newPayloads", payloads.added()).put("newBytes", payloads.addedBytes());
        }
    }

    private ReleaseOrder releaseOrder() {
        if (components.isEmpty()) {
            throw misuse("A release needs at least one --component NAME=FOLDER.");
        }
        if (!modules.role().equals("targets")) {
            throw misuse("Releases are signed by the vendor; --role is for modules.");
        }
        try {
            return release.order(components);
        } catch (TypeConversionException e) {
            throw misuse(e.getMessage());
        }
    }

    private boolean publishRelease(Publishing publishing, ReleaseOrder order, Screen screen, ObjectNode result)
            throws IOException, CodedException {
        ReleasePublisher.Outcome outcome =
                new ReleasePublisher(publishing, environment().clock()).publish(order);
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
                screen.line("  " + component.name() + " for " + tree.platform() + ": "
                        + Plurals.english(tree.files(), "file", "files") + ", " + Sizes.text(tree.bytes()));
                list.addObject()
                        .put("name", component.name())
                        .put("platform", tree.platform().name())
                        .put("files", tree.files())
                        .put("bytes", tree.bytes());
            }
        }
        outcome.lacks().ifPresent(lacks -> {
            screen.warn(lacks.warning());
            lacks.parts().forEach(one.putArray("without")::add);
        });
        return outcome.isNew();
    }

    private boolean publishModules(Publishing publishing, Screen screen, ObjectNode result)
            throws IOException, CodedException {
        boolean changed = false;
        ModulePublisher publisher = new ModulePublisher(publishing);
        List<ModulePublisher.Outcome> outcomes = publisher.publish(modules.order(components));
        for (ModulePublisher.Outcome outcome : outcomes) {
            changed |= outcome.isNew();
            screen.line((outcome.isNew() ? "Published module " : "Unchanged, published before: module ")
                    + outcome.module().name() + " " + outcome.module().version());
            ObjectNode one = published(result, outcome.isNew())
                    .put("kind", "module")
                    .put("name", outcome.module().name())
                    .put("version", outcome.module().version().toString());
            NativeSystems.of(outcome.module()).ifPresent(systems -> {
                screen.line("  for " + systems);
                one.put("systems", systems.toString());
            });
        }
        for (String unmet : publisher.unmet(outcomes)) {
            screen.warn(unmet);
            result.withArray("warnings").add(unmet);
        }
        return changed;
    }

    private static ObjectNode published(ObjectNode result, boolean isNew) {
        return result.withArray("published").addObject().put("state", isNew ? "published" : "unchanged");
    }
}
