package dev.lockstep.cli.verify;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.cli.console.Environment;
import dev.lockstep.cli.console.Screen;
import dev.lockstep.cli.repository.PublishedFolder;
import dev.lockstep.cli.repository.RepositoryCommand;
import dev.lockstep.cli.repository.TrustedRepository;
import dev.lockstep.core.offline.OfflineBundle;
import dev.lockstep.core.problem.Plurals;
import dev.lockstep.core.problem.Sizes;
import dev.lockstep.core.tuf.CodedException;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code lockstep verify}: checks signatures and every byte of a published folder. */
@Command(
        name = "verify",
        header = "Checks a published folder as its clients would: signatures, hashes of all payloads, expiry.",
        description = {
            "",
            "DIR can also be a server's distribution or a medium, or a bundle that \"lockstep export\" wrote: then it says",
            "what a site would say. Needs no keys. Exit status 1 if there is anything that clients would refuse.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  lockstep verify site/updates",
            "  lockstep verify /media/stick --root etc/vendor-root.json --json",
            "  lockstep verify plant-7.lockstep --root etc/vendor-root.json"
        })
public final class VerifyCommand extends RepositoryCommand {
    @Option(
            names = "--root",
            paramLabel = "FILE",
            description = "The root that clients have pinned. Default: the first root of the folder itself.")
    private Path root;

    public VerifyCommand(Environment environment) {
        super(environment);
    }

    @Override
    protected int run(PublishedFolder published, Screen screen, ObjectNode result) throws IOException, CodedException {
        if (OfflineBundle.isAt(published.folder())) {
            new BundleVerification(Optional.ofNullable(root), environment().clock())
                    .verify(OfflineBundle.open(published.folder()), screen, result);
            return 0;
        }
        TrustedRepository trusted = TrustedRepository.read(
                published,
                root == null ? published.firstRoot() : root,
                environment().clock());
        RepositoryCheck.Report report = new RepositoryCheck(published, trusted, screen.progress()).run();
        ArrayNode findings = result.put("sound", report.sound())
                .put("releases", report.releases())
                .put("modules", report.modules())
                .put("payloads", report.payloads())
                .put("bytes", report.bytes())
                .putArray("findings");
        for (Finding finding : report.findings()) {
            screen.line((finding.error() ? "ERROR  " : "note   ") + finding.where() + ": " + finding.text() + " ["
                    + finding.code() + "]");
            findings.addObject()
                    .put("error", finding.error())
                    .put("code", finding.code())
                    .put("where", finding.where())
                    .put("text", finding.text());
        }
        screen.line((report.sound() ? "Sound: " : "NOT sound: ")
                + Plurals.english(report.releases(), "release", "releases") + ", "
                + Plurals.english(report.modules(), "module", "modules") + ", "
                + Plurals.english(report.payloads(), "payload", "payloads") + ", " + Sizes.text(report.bytes()) + ".");
        return report.sound() ? 0 : 1;
    }
}
