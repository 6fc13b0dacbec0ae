package dev.lockstep.cli.repository;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.cli.console.Failure;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.tuf.ConsistentNames;
import dev.lockstep.core.tuf.UnsafeNameException;
import dev.lockstep.core.tuf.model.DelegatedRole;
import dev.lockstep.core.tuf.model.Hashes;
import dev.lockstep.core.tuf.model.TargetFile;
import dev.lockstep.signing.repository.Publication;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;

/**
 * One change of a published folder that is under way: the payloads, and the signed targets that name them.
 *
 * @param folder the published folder
 * @param into where new target files are put: into its {@code targets/}, or that of a draft
 * @param role whose word the targets are
 * @param publication the change of its metadata; holds the lock
 * @param payloads its payloads
 */
public record Publishing(PublishedFolder folder, Path into, String role, Publication publication, Payloads payloads) {
    /** Refuses a role that there is not. */
    public void requireRole() throws Failure {
        boolean known = role.equals("targets")
                || publication.delegations().stream().map(DelegatedRole::name).anyMatch(role::equals);
        if (!known) {
            throw new Failure(
                    "ROLE-UNKNOWN",
                    "Nothing is delegated to a publisher " + role + " in " + folder.folder()
                            + ". The vendor does it with: lockstep delegate.");
        }
    }

    /** What the role says so far, by path. */
    public Map<String, TargetFile> targets() {
        return publication.targets(role);
    }

    /** The description that a target name stands for now; empty if it was never published. */
    public Optional<byte[]> description(String targetName) throws IOException, UnsafeNameException, Failure {
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

    public static boolean matches(TargetFile target, Blob blob) {
        return target.length() == blob.length()
                && target.hashes().sha256().equals(Optional.of(blob.digest().hex()));
    }

    /** Puts a description in its place, and among the targets that the commit will sign. */
    public void describe(String targetName, byte[] description, ObjectNode lockstep)
            throws IOException, UnsafeNameException, Failure {
        Blob blob = Blob.of(description);
        ObjectNode custom = JsonNodeFactory.instance.objectNode();
        custom.set("lockstep", lockstep);
        TargetFile target = new TargetFile(
                targetName, blob.length(), Hashes.sha256(blob.digest().hex()), custom);
        try {
            publication.add(role, target);
        } catch (IllegalArgumentException e) {
            throw new Failure("NOT-DELEGATED", "It cannot be published: " + e.getMessage() + ".", e);
        }
        Path file = ConsistentNames.target(into, target);
        DurableFiles.createFolders(file.getParent());
        DurableFiles.write(file, description);
    }
}
