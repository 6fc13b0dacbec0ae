package dev.lockstep.signing.site;

import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.site.RootKey;
import dev.lockstep.core.tuf.model.Root;
import dev.lockstep.signing.repository.Ed25519Signer;
import dev.lockstep.signing.repository.KeyFile;
import dev.lockstep.signing.repository.KeyRing;
import dev.lockstep.signing.repository.Signer;
import dev.lockstep.signing.repository.UnusableKeyFileException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The private keys of a site on the server's disk, readable by their owner only.
 *
 * <pre>
 * targets.pem snapshot.pem timestamp.pem   used all the time, so they are not encrypted
 * targets.next.pem ...                     those that take their place, until the root that names them is written
 * root.pem                                 until the administrator takes it away
 * approver-KEYID.pem                       an approver's, encrypted with a passphrase that is never stored
 * </pre>
 */
record SiteKeys(Path folder) {
    private static final char[] NONE = {};
    private static final List<String> ONLINE = List.of("targets", "snapshot", "timestamp");
    private static final String APPROVER = "approver-";
    private static final String PEM = ".pem";

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

    /** Those in use, and those that are about to take their place: which of them sign, the root says. */
    List<Signer> online() throws IOException {
        List<Signer> signers = new ArrayList<>();
        for (String role : ONLINE) {
            signers.add(online(role));
            if (Files.exists(next(role))) {
                signers.add(read(next(role), NONE));
            }
        }
        return signers;
    }

    /** Makes successors of the online keys, by role; those in use stay until {@link #settle}. */
    Map<String, Signer> makeNext() throws IOException {
        Map<String, Signer> made = new LinkedHashMap<>();
        for (String role : ONLINE) {
            Ed25519Signer key = Ed25519Signer.generate();
            KeyFile.write(next(role), key, NONE);
            made.put(role, key);
        }
        return made;
    }

    /** Whether there are keys that are about to take the place of others: a change is under way, or was interrupted. */
    boolean isBetween() {
        return ONLINE.stream().anyMatch(role -> Files.exists(next(role)));
    }

    /** Keeps the keys that a root names, and no others: the end of each change, and the beginning of the next after a power cut. */
    void settle(Root root, Collection<String> approvers) throws IOException {
        for (String role : ONLINE) {
            if (Files.exists(next(role))) {
                String id = read(next(role), NONE).keyId();
                if (root.roles().get(role).keyIds().contains(id)) {
                    DurableFiles.move(next(role), file(role));
                } else {
                    DurableFiles.delete(next(role));
                }
            }
        }
        if (holdsRoot() && !root.roles().get("root").keyIds().contains(root().keyId())) {
            DurableFiles.delete(file("root"));
        }
        Set<String> kept = approvers.stream().map(id -> APPROVER + id + PEM).collect(Collectors.toSet());
        for (Path file : approverFiles()) {
            if (!kept.contains(String.valueOf(file.getFileName()))) {
                DurableFiles.delete(file);
            }
        }
    }

    private List<Path> approverFiles() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> String.valueOf(file.getFileName()).startsWith(APPROVER))
                    .toList();
        }
    }

    KeyRing ring(Signer... more) throws IOException {
        List<Signer> all = new ArrayList<>(online());
        all.addAll(List.of(more));
        return KeyRing.of(all);
    }

    boolean holdsRoot() {
        return Files.exists(file("root"));
    }

    /**
     * The root key that is still here.
     *
     * @throws ProblemException with {@code ROOT_KEY_MISSING} if it was taken away
     */
    Ed25519Signer root() throws IOException {
        if (!holdsRoot()) {
            throw ProblemException.of(ProblemCode.ROOT_KEY_MISSING, Map.of("folder", folder.toString()));
        }
        return read(file("root"), NONE);
    }

    /** Writes the root key elsewhere, encrypted, reads it back, and only then removes it here. */
    void exportRoot(Path target, char[] passphrase) throws IOException {
        writeElsewhere(root(), target, passphrase);
        DurableFiles.delete(file("root"));
    }

    static void writeElsewhere(Ed25519Signer key, Path target, char[] passphrase) throws IOException {
        KeyFile.write(target, key, passphrase);
        if (!read(target, passphrase).keyId().equals(key.keyId())) {
            throw new IOException(target + " does not hold what was written");
        }
    }

    /** The root key, wherever it is. */
    Ed25519Signer root(RootKey place) throws IOException {
        if (place.file().isEmpty()) {
            return root();
        }
        Path file = place.file().get();
        if (!Files.isReadable(file)) {
            throw unusable(Sentence.of("key.no-file", Map.of("file", file)), null);
        }
        return read(file, place.passphrase());
    }

    void writeApprover(Ed25519Signer approver, char[] passphrase) throws IOException {
        KeyFile.write(approver(approver.keyId()), approver, passphrase);
    }

    /**
     * The key of the approver whose passphrase it is.
     *
     * @param approvers the identifiers of their keys
     * @throws ProblemException with {@code KEY_UNUSABLE} if it opens none of them
     */
    Ed25519Signer approver(Collection<String> approvers, char[] passphrase) throws IOException {
        ProblemException last = unusable(Sentence.of("key.no-approver"), null);
        for (String id : approvers) {
            if (Files.exists(approver(id))) {
                try {
                    return read(approver(id), passphrase);
                } catch (ProblemException e) {
                    last = e;
                }
            }
        }
        throw last;
    }

    static Ed25519Signer read(Path file, char[] passphrase) throws IOException {
        try {
            return KeyFile.read(file, passphrase);
        } catch (UnusableKeyFileException e) {
            throw unusable(Sentence.said(e), e);
        }
    }

    static ProblemException unusable(Sentence reason, Exception cause) {
        return new ProblemException(Problem.of(ProblemCode.KEY_UNUSABLE, Map.of("reason", reason)), cause);
    }

    private Path file(String role) {
        return folder.resolve(role + PEM);
    }

    private Path next(String role) {
        return folder.resolve(role + ".next" + PEM);
    }

    private Path approver(String id) {
        return folder.resolve(APPROVER + id + PEM);
    }
}
