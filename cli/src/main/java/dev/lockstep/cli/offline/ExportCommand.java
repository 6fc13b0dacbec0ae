package dev.lockstep.cli.offline;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.cli.console.Environment;
import dev.lockstep.cli.console.Failure;
import dev.lockstep.cli.console.Screen;
import dev.lockstep.cli.console.Subcommand;
import dev.lockstep.cli.keys.KeyOptions;
import dev.lockstep.cli.repository.RemainingValidity;
import dev.lockstep.core.offline.BundleContents;
import dev.lockstep.core.offline.OfflineBundle;
import dev.lockstep.core.problem.Plurals;
import dev.lockstep.core.problem.Sizes;
import dev.lockstep.core.tuf.CodedException;
import dev.lockstep.signing.repository.Signer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lockstep export}: a bundle for a site that no network reaches. */
@Command(
        name = "export",
        header = "Writes releases and modules into one file, for a site that no network reaches.",
        description = {
            "",
            "DIR is a vendor's published folder, or a server: its installation or its distribution folder. The file goes",
            "to the site on any medium, and is imported there with lockstep:import. With --since it holds only what the",
            "site does not have.",
            "",
            "The vendor's timestamp key signs how long the file can be imported (--expires). Where it is not at hand, as on",
            "a server, the vendor's own timestamp goes along, and the file can be imported until that expires.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  lockstep export site/updates --out /media/stick/plant-7.lockstep",
            "  lockstep export site/updates --out plant-7.lockstep --since plant-7-status.json --expires 90d",
            "  lockstep export /opt/lockstep --out /media/stick/updates.lockstep --release 1.2.0 --dry-run"
        })
public final class ExportCommand extends Subcommand {
    private static final Pattern TIME = Pattern.compile("([1-9][0-9]{0,3})([dh])");

    @Parameters(paramLabel = "DIR", description = "The published folder, or an installation.")
    private Path folder;

    @Option(names = "--out", paramLabel = "FILE", required = true, description = "The file to write, *.lockstep.")
    private Path out;

    @Option(
            names = "--since",
            paramLabel = "STATUS",
            description = "A status file of the site (lockstep:export-status): what it holds is left out.")
    private Path since;

    @Option(
            names = "--expires",
            paramLabel = "TIME",
            description =
                    "How long the file can be imported and the site counts as fresh, such as 30d or 36h. Default: 30d")
    private String expires;

    @Option(
            names = "--dry-run",
            description = "Write nothing; show what would be in it, and how many bytes it would have.")
    private boolean dryRun;

    @Mixin
    private ExportSelection choice = new ExportSelection();

    @Mixin
    private KeyOptions keys = new KeyOptions();

    public ExportCommand(Environment environment) {
        super(environment);
    }

    @Override
    public Integer call() throws IOException, CodedException {
        Optional<Duration> life = life();
        requireWritable();
        ExportSource place = ExportSource.of(folder);
        List<Signer> signers = keys.signers(folder, environment(), "timestamp"::equals);
        if (signers.isEmpty() && life.isPresent()) {
            throw new Failure(
                    "KEYS-MISSING",
                    "Only the vendor's timestamp key can say how long the file may be imported, and there is none in "
                            + keys.folder(folder).folder() + ". Name it with --keys, --key or --token, or leave"
                            + " --expires out: then the vendor's own timestamp counts.");
        }
        Optional<SiteState> state = since == null ? Optional.empty() : Optional.of(SiteState.read(since));
        Screen screen = screen();
        BundleExport exporting = new BundleExport(place, environment().clock(), choice, state);
        BundleExport.Export export = exporting.prepare(signers, life, dryRun);
        if (!dryRun) {
            export.writer().write(out, path -> Files.newInputStream(place.file(path)), screen.progress());
        }
        ObjectNode result = JsonNodeFactory.instance.objectNode();
        tell(export, export.writer().bytes(), screen, result);
        if (!export.contents().passedOn()) {
            RemainingValidity.read(place.published(), environment().clock())
                    .ifPresent(validity -> validity.tell(screen, result));
        }
        screen.result(result);
        return 0;
    }

    private Optional<Duration> life() {
        if (expires == null) {
            return Optional.empty();
        }
        Matcher time = TIME.matcher(expires);
        if (!time.matches()) {
            throw misuse("Invalid value for option '--expires': \"" + expires + "\" is not like 30d or 36h");
        }
        long count = Long.parseLong(time.group(1));
        return Optional.of(time.group(2).equals("d") ? Duration.ofDays(count) : Duration.ofHours(count));
    }

    private void requireWritable() throws Failure {
        Path parent = out.toAbsolutePath().getParent();
        if (Files.isDirectory(out) || parent == null || !Files.isDirectory(parent)) {
            throw new Failure(
                    "OUT",
                    Files.isDirectory(out)
                            ? out + " is a folder; name a file in it, such as "
                                    + out.resolve("updates" + OfflineBundle.SUFFIX)
                            : "There is no folder " + parent + "; is the medium inserted?");
        }
    }

    private void tell(BundleExport.Export export, long bytes, Screen screen, ObjectNode result) {
        BundleContents contents = export.contents();
        String kind = contents.since()
                .map(base -> "the difference since " + base.at())
                .orElse("complete");
        screen.line((dryRun ? "Dry run, nothing is written: " : "Wrote ") + out + ": " + kind + ", " + Sizes.text(bytes)
                + ".");
        contents.releases().forEach(version -> screen.line("  release " + version));
        contents.modules().forEach(module -> screen.line("  module " + module));
        if (contents.releases().isEmpty() && contents.modules().isEmpty()) {
            screen.line("  nothing that the site does not have, but the vendor's word that there is nothing newer");
        }
        long files = contents.payloads().size();
        screen.line("  " + Plurals.english(files, "payload", "payloads") + ", "
                + Sizes.text(contents.payloads().values().stream()
                        .mapToLong(Long::longValue)
                        .sum())
                + (contents.since().isPresent()
                        ? "; " + Plurals.english(export.leftOut(), "that the site has is", "that the site has are")
                                + " left out, " + Sizes.text(export.leftOutBytes())
                        : ""));
        screen.line(signature(export));
        if (!dryRun) {
            screen.line("Import it at the site with: lockstep:import " + out.getFileName());
        }
        result.put("file", out.toString())
                .put("written", !dryRun)
                .put("kind", contents.since().isPresent() ? "difference" : "complete")
                .put("bytes", bytes)
                .put("payloads", files)
                .put("leftOut", export.leftOut())
                .put("leftOutBytes", export.leftOutBytes())
                .put("signed", !contents.passedOn())
                .put("until", export.expires().toString());
        contents.releases().stream().map(Object::toString).forEach(result.putArray("releases")::add);
        contents.modules().stream().map(Object::toString).forEach(result.putArray("modules")::add);
    }

    private String signature(BundleExport.Export export) {
        String left =
                RemainingValidity.text(Duration.between(environment().clock().instant(), export.expires()));
        return export.contents().passedOn()
                ? "No timestamp key is at hand, so the vendor's own timestamp goes along: it can be imported until "
                        + export.expires() + ", " + left + " from now."
                : (dryRun ? "It would be signed" : "Signed")
                        + " by the vendor for this bundle: it can be imported until " + export.expires() + ", " + left
                        + " from now.";
    }
}
