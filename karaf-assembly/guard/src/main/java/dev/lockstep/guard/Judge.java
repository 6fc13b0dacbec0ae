package dev.lockstep.guard;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.WeakHashMap;
import java.util.function.Function;
import org.apache.felix.framework.BundleRevisionImpl;
import org.apache.felix.framework.cache.Content;
import org.apache.felix.framework.cache.JarContent;
import org.osgi.framework.Bundle;
import org.osgi.framework.Constants;
import org.osgi.framework.wiring.BundleRevision;

/** Says which revisions of bundles may run: those whose bytes, as they lie on the disk, are on a list. */
final class Judge {
    private final OwnBundles own;
    private final SignedBundles signed;
    private final Path cache;
    private final Function<Path, Optional<String>> known;
    /** By contents, for a refresh opens the file of the same revision anew; then it may be another. */
    private final Map<Content, Bytes> bytes = Collections.synchronizedMap(new WeakHashMap<>());

    /**
     * Makes a judge.
     *
     * @param cache the folder into which the framework copies bundles
     * @param known the hashes of files that were read a moment ago
     */
    Judge(OwnBundles own, SignedBundles signed, Path cache, Function<Path, Optional<String>> known) {
        this.own = own;
        this.signed = signed;
        this.cache = cache;
        this.known = known;
    }

    /**
     * What was found of a revision.
     *
     * @param hash of its file; empty if it has none that can be judged
     * @param reason why not, for people
     */
    record Bytes(String hash, String reason) {}

    /** Reads the lists again if they have changed. */
    void refresh() {
        signed.refresh();
    }

    boolean allows(BundleRevision revision) {
        if (revision == null) {
            return false;
        }
        Bundle bundle = revision.getBundle();
        if (bundle.getBundleId() == Constants.SYSTEM_BUNDLE_ID) {
            return true;
        }
        String hash = bytes(revision).hash();
        return !hash.isEmpty() && (own.contains(hash) || signed.contains(hash));
    }

    /** The bytes of a revision. */
    Bytes bytes(BundleRevision revision) {
        if (!(revision instanceof BundleRevisionImpl felix) || !(felix.getContent() instanceof JarContent jar)) {
            return new Bytes("", "it is no file");
        }
        // Not computeIfAbsent: what cannot be read now is looked at again.
        Bytes read = bytes.get(jar);
        if (read == null) {
            read = read(jar.getFile().toPath());
            if (!read.hash().isEmpty()) {
                bytes.put(jar, read);
            }
        }
        return read;
    }

    private Bytes read(Path file) {
        try {
            Path real = file.toRealPath();
            if (!real.startsWith(cache.toRealPath()) && !own.holds(real)) {
                // The framework would go on reading from a file that somebody else can change after it was judged.
                return new Bytes("", "its file lies outside of the node");
            }
            Optional<String> swept = known.apply(real);
            return new Bytes(swept.isPresent() ? swept.get() : Sha256.of(real), "");
        } catch (IOException e) {
            return new Bytes("", "its file cannot be read: " + e);
        }
    }
}
