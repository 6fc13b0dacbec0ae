package dev.lockstep.core.trust;

import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.release.ReleaseJson;
import dev.lockstep.core.source.Transport;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.store.ContentStore;
import dev.lockstep.core.store.Digest;
import dev.lockstep.core.transfer.PayloadComplaint;
import dev.lockstep.core.transfer.PayloadComplaint.Verdict;
import dev.lockstep.core.tuf.ConsistentNames;
import dev.lockstep.core.tuf.TufException;
import dev.lockstep.core.tuf.model.TargetFile;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Descriptions of releases and modules, which are signed targets: brought into the store, and read once. What was read last is
 * kept, by the hash that was signed. Safe for use by several threads.
 */
final class Descriptors {
    private static final int BUFFER = 16 * 1024;

    /** It is read into memory, so even a signed one has its limit. */
    private static final long LONGEST = ReleaseJson.MAXIMUM_MODULE_LENGTH;

    /** So many bytes of descriptions are kept; a catalogue of a thousand modules is a tenth of it. */
    private static final long KEPT = 16L << 20;

    private final ContentStore store;
    private final Map<Key, Description> kept = new LinkedHashMap<>(16, 0.75f, true);
    private long bytes;

    Descriptors(ContentStore store) {
        this.store = store;
    }

    static Optional<Blob> blob(TargetFile target) {
        return target.hashes().sha256().map(hash -> new Blob(new Digest(hash), target.length()));
    }

    /**
     * What a target describes.
     *
     * @param source asked for it if it is not in the store
     * @throws IllegalArgumentException if the signed bytes are no such description
     */
    <T> T read(TargetFile target, Blob blob, Class<T> type, Function<byte[], T> reader, Supplier<Transport> source) {
        Key key = new Key(blob.digest(), type);
        Optional<T> known = known(key).map(type::cast);
        if (known.isPresent()) {
            return known.get();
        }
        T read = reader.apply(bytes(target, blob, source));
        keep(key, new Description(read, blob.length()));
        return read;
    }

    private synchronized Optional<Object> known(Key key) {
        return Optional.ofNullable(kept.get(key)).map(Description::value);
    }

    private synchronized void keep(Key key, Description description) {
        if (kept.putIfAbsent(key, description) == null) {
            bytes += description.length();
        }
        Iterator<Description> oldest = kept.values().iterator();
        while (bytes > KEPT && oldest.hasNext()) {
            bytes -= oldest.next().length();
            oldest.remove();
        }
    }

    private record Key(Digest digest, Class<?> type) {}

    private record Description(Object value, long length) {}

    private byte[] bytes(TargetFile target, Blob blob, Supplier<Transport> source) {
        try {
            // What is damaged on our own disk is blamed on nobody else, but fetched again.
            Optional<byte[]> stored = store.read(blob);
            return stored.isPresent()
                    ? stored.get()
                    : Files.readAllBytes(source.get().tryEach(server -> fetched(target, blob, server)));
        } catch (IOException e) {
            throw DiskProblems.local(store.folder(), e);
        }
    }

    /** The part that was kept may be altered, and of another server, so once it is begun anew. */
    private Path fetched(TargetFile target, Blob blob, Transport server) throws IOException {
        boolean kept = store.received(blob) > 0;
        try {
            return fetch(target, blob, server);
        } catch (ProblemException e) {
            boolean wrong = e.problem().code().code().startsWith("LS-PAYLOAD-");
            // A server whose copy is wrong takes it out when it is told.
            boolean again = wrong
                    && ((kept && e.problem().code() == ProblemCode.PAYLOAD_ALTERED)
                            || new PayloadComplaint(blob.digest()).to(server).equals(Optional.of(Verdict.DAMAGED)));
            if (!again) {
                throw e;
            }
        } catch (TufException e) {
            throw problem(ProblemCode.UNTRUSTED, () -> server, e);
        }
        try {
            return fetch(target, blob, server);
        } catch (TufException e) {
            throw problem(ProblemCode.UNTRUSTED, () -> server, e);
        }
    }

    private Path fetch(TargetFile target, Blob blob, Transport transport) throws IOException, TufException {
        if (blob.length() > LONGEST) {
            throw ProblemException.of(
                    ProblemCode.PAYLOAD_OVERSIZED,
                    Map.of(
                            "address", transport.sourceName(),
                            "file", target.path(),
                            "limit", Long.toString(LONGEST)));
        }
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

    private static ProblemException problem(ProblemCode code, Supplier<Transport> source, Exception e) {
        return new ProblemException(
                Problem.of(code, Map.of("address", source.get().sourceName(), "reason", Sentence.said(e))), e);
    }
}
