package dev.lockstep.core.site;

import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.tuf.repository.Ed25519Signer;
import dev.lockstep.core.tuf.repository.KeyFile;
import dev.lockstep.core.tuf.repository.KeyRing;
import dev.lockstep.core.tuf.repository.Signer;
import dev.lockstep.core.tuf.repository.UnusableKeyFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The private keys of a site on the server's disk, readable by their owner only.
 *
 * <pre>
 * targets.pem snapshot.pem timestamp.pem   used all the time, so they are not encrypted
 * root.pem                                 until the administrator takes it away
 * approvals.pem                            the approver's, encrypted with a passphrase that is never stored
 * </pre>
 */
record SiteKeys(Path folder) {
    private static final char[] NONE = {};
    private static final List<String> ONLINE = List.of("targets", "snapshot", "timestamp");

    /** Makes the keys that are not there yet: a first start that was cut off is continued. */
    void make() throws IOException {
        List<String> roles = new ArrayList<>(ONLINE);
        roles.add("root");
        for (String role : roles) {
            if (!Files.exists(file(role))) {
                KeyFile.write(file(role), Ed25519Signer.generate(), NONE);
            }
        }
    }

    Signer online(String role) throws IOException {
        return read(file(role), NONE);
    }

    List<Signer> online() throws IOException {
        List<Signer> signers = new ArrayList<>();
        for (String role : ONLINE) {
            signers.add(online(role));
        }
        return signers;
    }

    KeyRing ring(Signer... more) throws IOException {
        List<Signer> all = new ArrayList<>(online());
        all.addAll(List.of(more));
        return KeyRing.of(all);
    }

    boolean holdsRoot() {
        return Files.exists(file("root"));
    }

    /** The root key that is still here. */
    Ed25519Signer root() throws IOException {
        return read(file("root"), NONE);
    }

    /** Writes the root key elsewhere, encrypted, reads it back, and only then removes it here. */
    void exportRoot(Path target, char[] passphrase) throws IOException {
        Ed25519Signer root = root();
        KeyFile.write(target, root, passphrase);
        if (!read(target, passphrase).keyId().equals(root.keyId())) {
            throw new IOException(target + " does not hold what was written");
        }
        DurableFiles.delete(file("root"));
    }

    void writeApprover(Ed25519Signer approver, char[] passphrase) throws IOException {
        KeyFile.write(file(ApprovalRule.ROLE), approver, passphrase);
    }

    /** The approver's key; empty if none was made yet. */
    Optional<Ed25519Signer> approver(char[] passphrase) throws IOException {
        Path file = file(ApprovalRule.ROLE);
        return Files.exists(file) ? Optional.of(read(file, passphrase)) : Optional.empty();
    }

    static Ed25519Signer read(Path file, char[] passphrase) throws IOException {
        try {
            return KeyFile.read(file, passphrase);
        } catch (UnusableKeyFileException e) {
            throw new ProblemException(
                    Problem.of(ProblemCode.KEY_UNUSABLE, Map.of("reason", String.valueOf(e.getMessage()))), e);
        }
    }

    private Path file(String role) {
        return folder.resolve(role + ".pem");
    }
}
