package dev.lockstep.distribution.internal.mirror;

import dev.lockstep.core.message.MalformedMessageException;
import dev.lockstep.core.message.NodeDescription;
import dev.lockstep.core.message.NodeJson;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.source.Transport;
import dev.lockstep.core.source.UpdateSource;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Finds out whom a source takes its own updates from, and refuses one that is this computer itself or takes them from it. */
final class SourceChain {
    private final String ownId;
    private final Path ownFolder;

    /**
     * A check on behalf of one node.
     *
     * @param ownFolder its distribution folder, which cannot be its source
     */
    SourceChain(String ownId, Path ownFolder) {
        this.ownId = ownId;
        this.ownFolder = ownFolder;
    }

    /**
     * Asks the source who it is.
     *
     * @return the ids of the nodes above this one, the source first; none above a vendor's server or a folder
     * @throws ProblemException with {@code SOURCE_SELF}, {@code SOURCE_LOOP}, or with {@code SOURCE_FOREIGN} if another
     *     computer is no Lockstep node
     */
    List<String> follow(UpdateSource source, Transport transport) throws IOException {
        if (source instanceof UpdateSource.Folder folder) {
            refuseOwn(folder);
            return List.of();
        }
        Optional<NodeDescription> node = transport.tryEach(SourceChain::ask);
        if (node.isEmpty()) {
            if (source instanceof UpdateSource.Computer) {
                throw foreign(transport, "it does not say what it is");
            }
            return List.of();
        }
        node.get().requireNoLoop(ownId, source.name());
        return node.get().chain();
    }

    private void refuseOwn(UpdateSource.Folder folder) throws IOException {
        if (Files.exists(folder.path()) && Files.exists(ownFolder) && Files.isSameFile(folder.path(), ownFolder)) {
            throw ProblemException.of(ProblemCode.SOURCE_SELF, Map.of("address", folder.name()));
        }
    }

    private static Optional<NodeDescription> ask(Transport transport) throws IOException {
        Optional<Transport.Content> content = transport.open(NodeDescription.PATH, 0);
        if (content.isEmpty()) {
            return Optional.empty();
        }
        try (Transport.Content answer = content.get()) {
            return Optional.of(NodeJson.readNode(answer.body().readNBytes(NodeJson.MAXIMUM_NODE_BYTES + 1)));
        } catch (MalformedMessageException e) {
            throw foreign(transport, e.getMessage());
        }
    }

    private static ProblemException foreign(Transport transport, String reason) {
        return new ProblemException(
                Problem.of(ProblemCode.SOURCE_FOREIGN, Map.of("address", transport.sourceName(), "reason", reason)));
    }
}
