package dev.lockstep.modules.internal.deployment;

import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.store.ContentStore;
import dev.lockstep.core.store.Digest;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Collection;
import java.util.Map;
import org.osgi.framework.BundleException;

/**
 * Hands bytes from the verified store to the framework, and never any others.
 *
 * <p>They are hashed once more on their way: a file in the store may have been altered since it was verified.
 */
public final class VerifiedBytes {
    private final ContentStore store;

    public VerifiedBytes(ContentStore store) {
        this.store = store;
    }

    /**
     * Makes sure that everything is there.
     *
     * @throws ProblemException with {@code PAYLOAD_MISSING}
     */
    void require(Collection<BundleSpec> bundles) {
        for (BundleSpec bundle : bundles) {
            file(bundle);
        }
    }

    /**
     * Gives the bytes of a bundle to a consumer.
     *
     * @throws IOException if they cannot be read; whatever was made of them is to be thrown away
     * @throws ProblemException with {@code STORE_DAMAGED} if they are not those that were signed; likewise
     */
    void read(BundleSpec bundle, Consumer consumer) throws IOException, BundleException {
        MessageDigest hash = Digest.algorithm();
        try (InputStream in =
                new DigestInputStream(new BufferedInputStream(Files.newInputStream(file(bundle)), 1 << 16), hash)) {
            try {
                consumer.take(new UnclosableStream(in));
            } catch (IOException | BundleException | RuntimeException e) {
                // Whoever stumbles over bytes that are not those that were signed says nothing of the bundle.
                in.transferTo(OutputStream.nullOutputStream());
                requireSigned(bundle, hash);
                throw e;
            }
            in.transferTo(OutputStream.nullOutputStream());
        }
        requireSigned(bundle, hash);
    }

    private void requireSigned(BundleSpec bundle, MessageDigest hash) throws IOException {
        if (!Digest.ofHash(hash.digest()).equals(bundle.blob().digest())) {
            store.inspect(bundle.blob().digest(), ContentStore.Pace.FULL);
            throw ProblemException.of(
                    ProblemCode.STORE_DAMAGED,
                    Map.of(
                            "file",
                            bundle + " (" + bundle.blob().digest().path() + ")",
                            "address",
                            store.folder().toString()));
        }
    }

    private Path file(BundleSpec bundle) {
        return store.find(bundle.blob())
                .orElseThrow(() -> ProblemException.of(
                        ProblemCode.PAYLOAD_MISSING,
                        Map.of("address", store.folder().toString(), "file", bundle.toString())));
    }

    /** What the framework does with the bytes. */
    @FunctionalInterface
    interface Consumer {
        void take(InputStream in) throws IOException, BundleException;
    }

    /** The framework closes what it is given, and the rest has to be hashed after that. */
    private static final class UnclosableStream extends java.io.FilterInputStream {
        UnclosableStream(InputStream in) {
            super(in);
        }

        @Override
        public void close() {
            // The caller closes it.
        }
    }
}
