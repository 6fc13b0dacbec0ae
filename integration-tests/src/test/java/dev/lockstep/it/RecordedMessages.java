package dev.lockstep.it;

import dev.lockstep.core.audit.AuditHead;
import dev.lockstep.core.json.StrictJson;
import dev.lockstep.core.membership.JoinToken;
import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.message.Enrolment;
import dev.lockstep.core.message.NodeDescription;
import dev.lockstep.core.message.NodeJson;
import dev.lockstep.core.message.ReportMessage;
import dev.lockstep.core.message.Statement;
import dev.lockstep.core.pki.Fingerprint;
import dev.lockstep.core.pki.KeyAndChain;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.release.ModuleRelease;
import dev.lockstep.core.release.ModuleRelease.Clause;
import dev.lockstep.core.release.Platform;
import dev.lockstep.core.release.Release;
import dev.lockstep.core.release.ReleaseJson;
import dev.lockstep.core.release.Tree;
import dev.lockstep.core.site.AssignmentJson;
import dev.lockstep.core.site.Audience;
import dev.lockstep.core.site.SiteAssignment;
import dev.lockstep.core.site.SiteFingerprint;
import dev.lockstep.core.site.TimeRequest;
import dev.lockstep.core.source.ServerAddress;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.transfer.PayloadComplaint;
import dev.lockstep.core.version.Version;
import dev.lockstep.core.version.VersionRange;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;

/** What computers send each other, and what is signed for them: of each kind one with nothing left out, and how it is read. */
final class RecordedMessages {
    private static final Instant AT = Instant.parse("2026-12-01T18:00:00Z");
    private static final Digest HASH = new Digest("ab".repeat(32));
    private static final Blob BLOB = new Blob(HASH, 5);
    private static final Version ONE = Version.parse("1.0.0");
    private static final Version NEXT = Version.parse("1.1.0");

    private RecordedMessages() {}

    /**
     * A kind of message.
     *
     * @param file where one is recorded
     * @param value what it says
     * @param writer as it goes out
     * @param reader what is understood of one that comes in
     */
    record Message(String file, Object value, Writer writer, Reader reader) {
        @Override
        public String toString() {
            return file;
        }
    }

    @FunctionalInterface
    interface Writer {
        byte[] write() throws IOException;
    }

    @FunctionalInterface
    interface Reader {
        Object read(byte[] message) throws IOException;
    }

    static List<Message> all() {
        NodeDescription node = new NodeDescription("node-1", "Server 1", Optional.of(NEXT), "ready", List.of("node-0"));
        Problem problem = problem();
        TimeRequest time = new TimeRequest("cd".repeat(32), 2);
        PayloadComplaint complaint = new PayloadComplaint(HASH);
        return List.of(
                new Message("node.json", node, () -> NodeJson.writeNode(node), NodeJson::readNode),
                new Message(
                        "problem.json",
                        problem,
                        () -> NodeJson.writeProblem(problem, Locale.ENGLISH),
                        NodeJson::readProblem),
                new Message("shown-report.json", tree(), () -> NodeJson.writeReport(tree()), NodeJson::readReport),
                new Message(
                        "enrol.json",
                        List.of("node-2", "Client 2", Optional.of("a secret")),
                        () -> new Enrolment("node-2", "Client 2", Optional.of("a secret")).toJson(),
                        message -> {
                            Enrolment read = Enrolment.read(message);
                            return List.of(read.id(), read.name(), read.secret());
                        }),
                new Message("enrol-answer.json", true, () -> Enrolment.answer(true), Enrolment::isAdmitted),
                new Message("time.json", time, time::toJson, TimeRequest::read),
                new Message("payload-complaint.json", complaint, complaint::toJson, PayloadComplaint::read),
                new Message(
                        "join-token.txt",
                        List.of(
                                new ServerAddress("server.example", 18_300),
                                new Fingerprint(HASH.hex()),
                                Optional.of(new SiteFingerprint(HASH)),
                                "c2VjcmV0",
                                AT),
                        () -> token().text().getBytes(StandardCharsets.UTF_8),
                        message -> {
                            JoinToken read = JoinToken.parse(new String(message, StandardCharsets.UTF_8));
                            return List.of(
                                    read.address(), read.authority(), read.site(), read.secret(), read.expires());
                        }),
                new Message("release.json", release(), () -> ReleaseJson.write(release()), ReleaseJson::readRelease),
                new Message("tree.json", files(), () -> ReleaseJson.write(files()), ReleaseJson::readTree),
                new Message("module.json", module(), () -> ReleaseJson.write(module()), ReleaseJson::readModule));
    }

    private static JoinToken token() {
        return new JoinToken(
                new ServerAddress("server.example", 18_300),
                new Fingerprint(HASH.hex()),
                Optional.of(new SiteFingerprint(HASH)),
                "c2VjcmV0",
                AT);
    }

    static Problem problem() {
        return Problem.of(ProblemCode.INTERNAL, Map.of("reason", "a disk that is full"));
    }

    /** A relay with a computer behind it. */
    static ComputerReport tree() {
        return report("node-1").withDownstream(List.of(report("node-2")));
    }

    static ComputerReport report(String id) {
        return new ComputerReport(
                        id,
                        "Client " + id,
                        "linux-x86_64",
                        new TreeMap<>(Map.of("lockstep-node", ONE, "workstation", NEXT)),
                        new TreeMap<>(Map.of("com.example.meter", ONE)),
                        true,
                        true,
                        List.of("it keeps 5 releases"),
                        "fetch",
                        problem().text(Locale.ENGLISH),
                        Optional.of(AT),
                        Optional.of(problem()),
                        List.of(),
                        Optional.of(new AuditHead(7, HASH)))
                .withHealth(new TreeMap<>(
                        Map.of("lockstep-node", Optional.empty(), "workstation", Optional.of(problem()))));
    }

    /** The body of {@code POST report}, signed by each of the two. */
    static byte[] signedReport(KeyAndChain relay, KeyAndChain behind) {
        Statement own = Statement.sign(report("node-1"), 1_000, relay);
        Statement below = Statement.sign(report("node-2"), 1_001, behind);
        return new ReportMessage(own, List.of(ReportMessage.of(below))).write();
    }

    private static Release release() {
        return new Release(
                NEXT,
                "stable",
                2,
                AT,
                List.of(new Release.ComponentRelease(
                        "workstation", List.of(new Release.PlatformTree(new Platform("any"), BLOB, 3, 5)))),
                List.of(ONE),
                List.of(new Release.Warning("Save your work.", "https://vendor.example/help")),
                VersionRange.parse("[1.0.0,2.0.0)"));
    }

    private static Tree files() {
        return new Tree(List.of(
                new Tree.Folder("lib"), new Tree.File("lib/a.jar", BLOB, true), new Tree.Link("current", "lib")));
    }

    private static ModuleRelease module() {
        Clause clause = new Clause(
                "osgi.wiring.package",
                Map.of("osgi.wiring.package", "com.example.meter", "version:Version", "1.0.0"),
                Map.of("uses", "com.example.base"));
        return new ModuleRelease(
                "com.example.meter",
                ONE,
                "Meter",
                "Reads meters",
                "Example",
                List.of("workstation"),
                VersionRange.parse("[1.0.0,2.0.0)"),
                List.of(new ModuleRelease.Bundle(
                        "com.example.meter", "1.0.0", BLOB, 90, List.of(clause), List.of(clause))));
    }

    /** What a site assigns, to each kind of audience. */
    static List<byte[]> assignments() {
        return List.<Audience>of(
                        new Audience.Everybody(),
                        new Audience.Computer("00000000-0000-4000-8000-000000000001"),
                        new Audience.Group("pilots", new TreeSet<>(List.of("00000000-0000-4000-8000-000000000002"))))
                .stream()
                .map(audience -> AssignmentJson.write(new SiteAssignment(
                        audience,
                        3,
                        Optional.of(new SiteAssignment.AssignedRelease(NEXT, BLOB)),
                        List.of(new SiteAssignment.AssignedModule("com.example.meter", ONE, BLOB)),
                        true)))
                .toList();
    }

    /** Records all of them, as this version writes them. */
    static void record(Path folder) throws IOException {
        Files.createDirectories(folder);
        for (Message message : all()) {
            Files.write(folder.resolve(message.file()), message.writer().write());
        }
        KeyAndChain relay = KeyAndChain.forComputer("Client node-1", AT);
        KeyAndChain behind = KeyAndChain.forComputer("Client node-2", AT);
        byte[] report = signedReport(relay, behind);
        StrictJson.parse(report);
        Files.write(folder.resolve("report.json"), report);
        Files.writeString(
                folder.resolve("report.keys"),
                Fingerprint.ofKey(relay.certificate().getPublicKey()).hex() + "\n"
                        + Fingerprint.ofKey(behind.certificate().getPublicKey()).hex() + "\n");
        int number = 0;
        for (byte[] assignment : assignments()) {
            number++;
            Files.write(folder.resolve("assignment-" + number + ".json"), assignment);
        }
    }
}
