package dev.lockstep.cli;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.tuf.ConsistentNames;
import dev.lockstep.core.tuf.UnsafeNameException;
import dev.lockstep.core.tuf.model.Hashes;
import dev.lockstep.core.tuf.model.TargetFile;
import dev.lockstep.core.tuf.repository.Publication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * One change of a published folder that is under way: the payloads, and the signed targets that name them.
 *
 * @param folder what is published into
 * @param publication the change of its metadata; holds the lock
 * @param payloads its payloads
 */
record Publishing(PublishedFolder folder, Publication publication, Payloads payloads) {
    /** The targets of the vendor's own, by path. */
    Map<String, TargetFile> targets() {
        return publication.targets("targets");
    }

    /** The description that a target name stands for now; empty if it was never published. */
    Optional<byte[]> description(String targetName) throws IOException, UnsafeNameException, Failure {
        TargetFile target = targets().get(targetName);
        if (target == null) {
            return Optional.empty();
        }
        Path file = ConsistentNames.target(folder.targets(), target);
        try {
            byte[] description = Files.readAllBytes(file);
            if (matches(target, Blob.of(description))) {
                return Optional.of(description);
            }
            throw new Failure("DESCRIPTION-ALTERED", file + " is not what was signed. See what else: lockstep verify.");
        } catch (NoSuchFileException e) {
            throw new Failure(
                    "DESCRIPTION-MISSING", file + " was published and is missing. See what else: lockstep verify.", e);
        }
    }

    static boolean matches(TargetFile target, Blob blob) {
        return target.length() == blob.length()
                && target.hashes().sha256().equals(Optional.of(blob.digest().hex()));
    }

    /** Puts a description in its place, and among the targets that the commit will sign. */
    void describe(String targetName, byte[] description, ObjectNode lockstep) throws IOException, UnsafeNameException {
        Blob blob = Blob.of(description);
        ObjectNode custom = JsonNodeFactory.instance.objectNode();
        custom.set("lockstep", lockstep);
        TargetFile target = new TargetFile(
                targetName, blob.length(), Hashes.sha256(blob.digest().hex()), custom);
        DurableFiles.write(ConsistentNames.target(folder.targets(), target), description);
        publication.add(target);
    }
}
