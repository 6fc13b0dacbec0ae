package dev.lockstep.cli.audit;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.lockstep.cli.console.Failure;
import dev.lockstep.core.audit.AuditHead;
import dev.lockstep.core.message.ComputerReport;
import dev.lockstep.core.message.MalformedMessageException;
import dev.lockstep.core.message.NodeJson;
import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.stream.Stream;

/** How far the audit logs of computers had come, as their server remembers it: {@code fleet/computers}, a file for each. */
final class SeenHeads {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Path folder;

    SeenHeads(Path folder) {
        this.folder = folder;
    }

    /**
     * That of one computer, which reported itself or through a relay.
     *
     * @throws Failure if the server knows none of it
     */
    AuditHead of(String node) throws IOException, Failure {
        if (!Files.isDirectory(folder)) {
            throw new Failure("SEEN-MISSING", folder + " is no folder.");
        }
        try (DirectoryStream<Path> files = Files.newDirectoryStream(folder, "*.json")) {
            for (Path file : files) {
                Optional<AuditHead> head = all(report(file))
                        .filter(report -> report.id().equals(node))
                        .flatMap(report -> report.audit().stream())
                        .findFirst();
                if (head.isPresent()) {
                    return head.get();
                }
            }
        }
        throw new Failure(
                "SEEN-MISSING", "The computer " + node + " has told the server of " + folder + " nothing of its log.");
    }

    private static ComputerReport report(Path file) throws IOException, Failure {
        try {
            JsonNode seen = JSON.readTree(Files.readAllBytes(file));
            return NodeJson.readReport(JSON.writeValueAsBytes(seen.path("report")));
        } catch (MalformedMessageException e) {
            throw new Failure("SEEN-MALFORMED", file + " is not what a server remembers of a computer.", e);
        }
    }

    private static Stream<ComputerReport> all(ComputerReport report) {
        return Stream.concat(Stream.of(report), report.downstream().stream().flatMap(SeenHeads::all));
    }
}
