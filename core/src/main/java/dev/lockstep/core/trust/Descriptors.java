package dev.lockstep.core.trust;

import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.release.ReleaseJson;
import dev.lockstep.core.source.Transport;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.ContentStore;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.tuf.ConsistentNames;
import dev.lockstep.core.tuf.TufException;
import dev.lockstep.core.tuf.model.TargetFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;

/** Brings descriptions of releases and modules, which are signed targets, into the store. */
final class Descriptors {
    private static final int BUFFER = 16 * 1024;

    /** It is read into memory, so even a signed one has its limit. */
    private static final long LONGEST = ReleaseJson.MAXIMUM_MODULE_LENGTH;

    private final ContentStore store;
    private final Supplier<Transport> source;

    Descriptors(ContentStore store, Supplier<Transport> source) {
        this.store = store;
        this.source = source;
    }

    static Optional<Blob> blob(TargetFile target) {
        return target.hashes().sha256().map(hash -> new Blob(new Digest(hash), target.length()));
    }

    /** The bytes of a target, which the store has verified. */
    byte[] read(TargetFile target, Blob blob) {
        try {
            Optional<Path> file = store.find(blob);
            return Files.readAllBytes(file.isPresent() ? file.get() : fetch(target, blob));
        } catch (TufException e) {
            throw problem(ProblemCode.UNTRUSTED, e);
        } catch (IOException e) {
            throw problem(ProblemCode.SOURCE_UNREACHABLE, e);
        }
    }

    private Path fetch(TargetFile target, Blob blob) throws IOException, TufException {
        if (blob.length() > LONGEST) {
            throw ProblemException.of(
                    ProblemCode.PAYLOAD_OVERSIZED,
                    Map.of(
                            "address", source.get().sourceName(),
                            "file", target.path(),
                            "limit", Long.toString(LONGEST)));
        }
        Transport transport = source.get();
        String path = ConsistentNames.TARGETS + ConsistentNames.targetPath(target);
        Transport.Content content = transport
                .open(path, 0)
                .orElseThrow(() -> ProblemException.of(
                        ProblemCode.PAYLOAD_MISSING, Map.of("address", transport.sourceName(), "file", path)));
        try (content;
                ContentStore.Reception reception = store.receive(blob)) {
            content.body().skipNBytes(reception.position());
            byte[] buffer = new byte[BUFFER];
            for (int n = content.body().read(buffer); n >= 0; n = content.body().read(buffer)) {
                reception.write(buffer, 0, n);
            }
            return reception.commit();
        } catch (ProblemException e) {
            // The store does not know what it was and where it came from.
            throw e.problem().code().code().startsWith("LS-PAYLOAD-")
                    ? new ProblemException(
                            e.problem().with("address", transport.sourceName()).with("file", target.path()), e)
                    : e;
        }
    }

    private ProblemException problem(ProblemCode code, Exception e) {
        return new ProblemException(
                Problem.of(
                        code, Map.of("address", source.get().sourceName(), "reason", String.valueOf(e.getMessage()))),
                e);
    }
}
