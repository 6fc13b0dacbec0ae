package dev.lockstep.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.lockstep.core.tuf.TufException;
import java.io.IOException;
import java.nio.file.Path;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lockstep verify}: checks signatures and every byte of a published folder. */
@Command(
        name = "verify",
        mixinStandardHelpOptions = true,
        versionProvider = ProgramVersion.class,
        header = "Checks a published folder as its clients would: signatures, hashes of all payloads, expiry.",
        description = {"", "Needs no keys. Exit status 1 if there is anything that clients would refuse.", ""},
        footer = {
            "",
            "Examples:",
            "  lockstep verify site/updates",
            "  lockstep verify /media/stick --root etc/vendor-root.json --json"
        })
final class VerifyCommand extends Subcommand {
    @Parameters(
            index = "0",
            paramLabel = "DIR",
            description = "The published folder, a server's distribution or a medium.")
    private Path folder;

    @Option(
            names = "--root",
            paramLabel = "FILE",
            description = "The root that clients have pinned. Default: the first root of the folder itself.")
    private Path root;

    VerifyCommand(Surroundings surroundings) {
        super(surroundings);
    }

    @Override
    public Integer call() throws IOException, TufException, Failure {
        PublishedFolder published = new PublishedFolder(folder);
        Screen screen = screen();
        TrustedRepository trusted = TrustedRepository.read(
                published,
                root == null ? published.firstRoot() : root,
                surroundings().clock());
        RepositoryCheck.Report report = new RepositoryCheck(published, trusted, screen.progress()).run();
        for (Finding finding : report.findings()) {
            screen.line((finding.error() ? "ERROR  " : "note   ") + finding.where() + ": " + finding.text() + " ["
                    + finding.code() + "]");
        }
        screen.line((report.sound() ? "Sound: " : "NOT sound: ") + report.releases() + " releases, " + report.modules()
                + " modules, " + report.payloads() + " payloads, " + Sizes.text(report.bytes()) + ".");
        var result = JsonNodeFactory.instance
                .objectNode()
                .put("sound", report.sound())
                .put("releases", report.releases())
                .put("modules", report.modules())
                .put("payloads", report.payloads())
                .put("bytes", report.bytes());
        var findings = result.putArray("findings");
        for (Finding finding : report.findings()) {
            findings.addObject()
                    .put("error", finding.error())
                    .put("code", finding.code())
                    .put("where", finding.where())
                    .put("text", finding.text());
        }
        screen.result(result);
        return report.sound() ? 0 : 1;
    }
}
