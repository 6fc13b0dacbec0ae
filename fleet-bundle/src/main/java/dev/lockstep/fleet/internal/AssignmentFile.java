package dev.lockstep.fleet.internal;

import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.node.Assignment;
import dev.lockstep.core.node.MalformedMessageException;
import dev.lockstep.core.node.NodeJson;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The assignment on disk, {@code fleet/assignment.json}.
 *
 * <p>Its site id is made together with the file. Where the file was lost there is another site, and clients that compare
 * revisions within a site only are not misled by revisions that start again.
 */
final class AssignmentFile {
    private static final Logger LOG = LoggerFactory.getLogger(AssignmentFile.class);

    private final Path file;
    private final Supplier<String> siteIds;

    AssignmentFile(Path folder, Supplier<String> siteIds) {
        this.file = folder.resolve("assignment.json");
        this.siteIds = siteIds;
    }

    /** What was saved last; a new site that assigns nothing if there is none, or none that can be read. */
    Assignment load() {
        try {
            Optional<byte[]> saved = DurableFiles.read(file, NodeJson.MAXIMUM_ASSIGNMENT_BYTES);
            if (saved.isPresent()) {
                return NodeJson.readAssignment(saved.get());
            }
        } catch (MalformedMessageException e) {
            setAside(e);
        } catch (IOException e) {
            throw new ProblemException(
                    Problem.of(
                            ProblemCode.NOT_READABLE,
                            Map.of("file", file.toString(), "reason", DiskProblems.reason(e))),
                    e);
        }
        Assignment fresh = new Assignment(siteIds.get(), 0, Optional.empty(), List.of(), false);
        save(fresh);
        return fresh;
    }

    /** Returns when the assignment would survive a power cut. */
    void save(Assignment assignment) {
        byte[] json = NodeJson.writeAssignment(assignment);
        try {
            DurableFiles.write(file, json);
        } catch (IOException e) {
            throw DiskProblems.writing(file.getParent(), json.length, e);
        }
    }

    private void setAside(MalformedMessageException reason) {
        Path aside = file.resolveSibling("assignment.json.damaged");
        try {
            Files.move(file, aside, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            reason.addSuppressed(e);
        }
        LOG.error(
                "The assignment {} is damaged ({}) and was set aside as {}. This node assigns nothing until its release and"
                        + " its modules are assigned again; clients delete nothing until then.",
                file,
                reason.getMessage(),
                aside.getFileName(),
                reason);
    }
}
