package dev.lockstep.cli.offline;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.cli.console.Environment;
import dev.lockstep.cli.console.Failure;
import dev.lockstep.cli.console.Screen;
import dev.lockstep.cli.console.Subcommand;
import dev.lockstep.cli.console.Table;
import dev.lockstep.cli.repository.RemainingValidity;
import dev.lockstep.core.problem.Plurals;
import dev.lockstep.core.site.SiteStatus;
import dev.lockstep.core.site.StatusFile;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lockstep read-status}: how a site stands that no network reaches. */
@Command(
        name = "read-status",
        header = "Shows how a site stands, from the status file that it signed.",
        description = {
            "",
            "A site writes the file with lockstep:export-status. With --site-root it is proved whose it is; without, only",
            "that the file agrees with itself: compare the fingerprint with what the site's people read to you.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  lockstep read-status plant-7-status.json --site-root plant-7-root.json",
            "  lockstep read-status plant-7-status.json --json"
        })
public final class ReadStatusCommand extends Subcommand {
    @Parameters(paramLabel = "FILE", description = "The status file.")
    private Path file;

    @Option(
            names = "--site-root",
            paramLabel = "FILE",
            description = "A root of the site that is expected, such as its metadata/site/1.root.json.")
    private Path siteRoot;

    public ReadStatusCommand(Environment environment) {
        super(environment);
    }

    @Override
    public Integer call() throws IOException, Failure {
        StatusFile read = SiteState.statusFile(file);
        if (siteRoot != null && !read.isOf(Files.readAllBytes(siteRoot))) {
            throw new Failure(
                    "STATUS-FOREIGN",
                    file + " is of the site " + read.status().site() + ", and not of the one that " + siteRoot
                            + " is a root of.");
        }
        Screen screen = screen();
        ObjectNode result = JsonNodeFactory.instance.objectNode().put("verified", siteRoot != null);
        tell(read.status(), screen, result);
        if (siteRoot == null) {
            screen.line(
                    "NOT VERIFIED: the file agrees with itself, but nothing here says that the site is the one you mean."
                            + " Compare the fingerprint with lockstep:site at the site, then use --site-root.");
        } else {
            screen.line("Verified: signed by the site of " + siteRoot + ".");
        }
        screen.result(result);
        return 0;
    }

    private void tell(SiteStatus status, Screen screen, ObjectNode result) {
        Duration age = Duration.between(status.at(), environment().clock().instant());
        screen.line("Site " + status.site());
        screen.line("Written at " + status.at()
                + (age.isNegative() ? ", which is in the future" : ", " + RemainingValidity.text(age) + " ago"));
        result.put("site", status.site().digest().hex()).put("at", status.at().toString());
        status.vendor().ifPresent(vendor -> {
            screen.line("Vendor's metadata: "
                    + vendor.versions().entrySet().stream()
                            .map(each -> each.getKey() + " " + each.getValue())
                            .collect(Collectors.joining(", "))
                    + "; fresh until " + vendor.expires());
            ObjectNode known =
                    result.putObject("vendor").put("expires", vendor.expires().toString());
            vendor.versions().forEach(known.putObject("versions")::put);
        });
        screen.line(
                "Assigned release: " + status.assigned().map(Version::toString).orElse("none"));
        status.assigned().ifPresent(version -> result.put("assigned", version.toString()));
        screen.line("Holds: "
                + (status.held().isEmpty()
                        ? "nothing"
                        : String.join(", ", status.held().keySet())));
        status.held().keySet().forEach(result.putArray("held")::add);
        status.audit().ifPresent(head -> {
            screen.line("Audit log: " + Plurals.english(head.count(), "entry", "entries") + ", the last with the hash "
                    + head.hash());
            result.putObject("audit")
                    .put("entries", head.count())
                    .put("hash", head.hash().hex());
        });
        computers(status, screen, result.putArray("computers"));
    }

    private static void computers(SiteStatus status, Screen screen, ArrayNode list) {
        Table table = new Table("COMPUTER", "PLATFORM", "COMPONENTS", "MODULES", "CHECKED", "PROBLEM");
        for (SiteStatus.Computer computer : status.computers()) {
            table.row(
                    printable(computer.name()),
                    printable(computer.platform()),
                    versions(computer.components()),
                    versions(computer.modules()),
                    computer.checked().map(Object::toString).orElse("-"),
                    printable(computer.problem().orElse("-")));
            ObjectNode one = list.addObject().put("name", computer.name()).put("platform", computer.platform());
            put(one.putObject("components"), computer.components());
            put(one.putObject("modules"), computer.modules());
            computer.checked().ifPresent(at -> one.put("checked", at.toString()));
            computer.problem().ifPresent(code -> one.put("problem", code));
        }
        table.lines().forEach(screen::line);
    }

    private static void put(ObjectNode json, Map<String, Version> versions) {
        versions.forEach((name, version) -> json.put(name, version.toString()));
    }

    private static String versions(Map<String, Version> versions) {
        return versions.isEmpty()
                ? "-"
                : printable(versions.entrySet().stream()
                        .map(each -> each.getKey() + " " + each.getValue())
                        .collect(Collectors.joining(", ")));
    }

    /** What came from elsewhere must not steer the terminal. */
    private static String printable(String text) {
        return text.replaceAll("\\p{Cntrl}", " ");
    }
}
