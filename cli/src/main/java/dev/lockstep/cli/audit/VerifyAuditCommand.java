package dev.lockstep.cli.audit;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.cli.console.Environment;
import dev.lockstep.cli.console.Failure;
import dev.lockstep.cli.console.Screen;
import dev.lockstep.cli.console.Subcommand;
import dev.lockstep.core.audit.AuditHead;
import dev.lockstep.core.audit.AuditVerification;
import dev.lockstep.core.problem.Plurals;
import dev.lockstep.core.site.PublishedSite;
import dev.lockstep.core.site.SiteFingerprint;
import dev.lockstep.core.site.SiteMetadata;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code lockstep verify-audit}: finds what was done to an audit log after it was written. */
@Command(
        name = "verify-audit",
        header = "Checks the audit log of a computer: nothing edited, removed, inserted, reordered or cut off.",
        description = {
            "",
            "FOLDER is the installation, or its audit folder data/lockstep/audit, or a copy of that. A main server's site",
            "has signed how far its log had come; with that, a log that was shortened or written anew is found too.",
            "Exit status 1 if the log is not the one that was written.",
            ""
        },
        footer = {
            "",
            "Examples:",
            "  lockstep verify-audit /opt/lockstep",
            "  lockstep verify-audit client-copy --seen-by /opt/lockstep/data/lockstep/fleet/computers",
            "  lockstep verify-audit audit-copy --site client/data/lockstep/trust/site --site-root site-root.json"
        })
public final class VerifyAuditCommand extends Subcommand {
    @Parameters(paramLabel = "FOLDER", description = "The installation, or the folder of the log.")
    private Path folder;

    @Option(
            names = "--site",
            paramLabel = "DIR",
            description =
                    "What the site signed: data/lockstep/site of the server, or data/lockstep/trust/site of any of its"
                            + " computers, which the server cannot change afterwards. Default: the site beside the log.")
    private Path site;

    @Option(
            names = "--site-root",
            paramLabel = "FILE",
            description = "The first root of the site that is expected, such as etc/site-root.json.")
    private Path siteRoot;

    @Option(
            names = "--seen-by",
            paramLabel = "DIR",
            description =
                    "What a server remembers of its computers, data/lockstep/fleet/computers or a copy of it: how far"
                            + " each told that its log had come.")
    private Path seenBy;

    public VerifyAuditCommand(Environment environment) {
        super(environment);
    }

    @Override
    public Integer call() throws IOException, Failure {
        Path log = log();
        Optional<SiteMetadata> signed = signed(log);
        Optional<String> node = AuditVerification.node(log);
        Optional<AuditHead> head = signed.flatMap(says -> node.map(says.audits()::get));
        if (seenBy != null) {
            head = Optional.of(new SeenHeads(seenBy)
                    .of(node.or(() -> beside(log))
                            .orElseThrow(() -> new Failure(
                                    "AUDIT-NAMELESS",
                                    "The log in " + log
                                            + " has no first entry that says of which computer it is, as after it was"
                                            + " deleted, and there is no file node-id beside it. Verify it where the node is"
                                            + " installed, or copy data/lockstep/node-id with it."))));
        }
        AuditVerification.Report report = AuditVerification.verify(log, head);
        if (report.entries() == 0 && report.sound()) {
            throw new Failure("AUDIT-MISSING", "There is no audit log in " + log + ".");
        }
        boolean foreign = seenBy == null
                && signed.isPresent()
                && head.isEmpty()
                && !signed.get().audits().isEmpty();
        boolean sound = report.sound() && !foreign;
        Screen screen = screen();
        ObjectNode result = JsonNodeFactory.instance
                .objectNode()
                .put("sound", sound)
                .put("entries", report.entries())
                .put("hash", report.head().hash().hex())
                .put("signedEntries", head.map(AuditHead::count).orElse(0L));
        ArrayNode findings = result.putArray("findings");
        report.findings()
                .forEach(finding -> tell(finding.kind().name(), finding.entry(), finding.text(), screen, findings));
        if (foreign) {
            String text = "the site has signed no log of the computer "
                    + node.orElse("that the first entry should name") + ", only of "
                    + String.join(", ", signed.get().audits().keySet());
            tell("FOREIGN", 1, text, screen, findings);
        }
        report.cut().ifPresent(cut -> screen.line("note   " + cut));
        screen.line(seenBy == null ? signature(signed, head) : told(head.orElseThrow()));
        screen.line((sound ? "Sound: " : "NOT sound: ") + Plurals.english(report.entries(), "entry", "entries")
                + ", the last with the hash "
                + report.head().hash() + ".");
        screen.result(result);
        return sound ? 0 : 1;
    }

    /** The log may be gone, or its beginning; the computer's name for itself stands beside it. */
    private static Optional<String> beside(Path log) {
        try {
            String id = Files.readString(log.toAbsolutePath().resolveSibling("node-id"))
                    .strip();
            return Optional.of(id).filter(named -> !named.isEmpty());
        } catch (IOException absent) {
            return Optional.empty();
        }
    }

    private static void tell(String kind, long entry, String text, Screen screen, ArrayNode list) {
        String code = "AUDIT-" + kind;
        screen.line("ERROR  " + text + " [" + code + "]");
        list.addObject().put("code", code).put("entry", entry).put("text", text);
    }

    private static String signature(Optional<SiteMetadata> site, Optional<AuditHead> head) {
        return head.map(found -> "Signed: the first " + Plurals.english(found.count(), "entry", "entries")
                        + ", by the site " + site.orElseThrow().site() + ".")
                .orElse(
                        "Not compared with anything that was signed: that the end was cut off, or all written anew, cannot"
                                + " be seen. See --site.");
    }

    private static String told(AuditHead head) {
        return "Compared with the " + Plurals.english(head.count(), "entry", "entries")
                + " that the computer told its server of.";
    }

    private Path log() throws Failure {
        for (Path candidate : List.of(folder.resolve("data/lockstep/audit"), folder.resolve("audit"), folder)) {
            if (Files.isDirectory(candidate)) {
                return candidate;
            }
        }
        throw new Failure("AUDIT-MISSING", folder + " is no folder.");
    }

    private Optional<SiteMetadata> signed(Path log) throws IOException, Failure {
        Path beside = log.toAbsolutePath().resolveSibling("site");
        Path place = site == null ? beside : site;
        Optional<SiteMetadata> found = Files.exists(place.resolve("root.json"))
                ? Optional.of(new PublishedSite(place, environment().clock()).trusted())
                : new PublishedSite(place, environment().clock()).read();
        if (found.isEmpty() && (site != null || siteRoot != null)) {
            throw new Failure("SITE-MISSING", "There is nothing that a site signed in " + place + ".");
        }
        if (siteRoot != null && !found.orElseThrow().site().equals(SiteFingerprint.of(Files.readAllBytes(siteRoot)))) {
            throw new Failure(
                    "SITE-FOREIGN",
                    "What was signed in " + place + " is of the site "
                            + found.orElseThrow().site() + ", and not of the one that begins with " + siteRoot + ".");
        }
        return found;
    }
}
