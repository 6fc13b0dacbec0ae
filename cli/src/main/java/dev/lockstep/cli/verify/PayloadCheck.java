package dev.lockstep.cli.verify;

import dev.lockstep.cli.repository.Payloads;
import dev.lockstep.cli.repository.TargetFolders;
import dev.lockstep.core.problem.Plurals;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.Sizes;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.transfer.Progress;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Compares payloads with what is signed, byte for byte.
 *
 * @param shelves where they are
 * @param payloads what there has to be, and what needs each
 */
public record PayloadCheck(TargetFolders shelves, Map<Blob, String> payloads) {
    /** What is wrong with one payload; empty if it is right. */
    public Optional<Finding> check(Blob wanted) throws IOException {
        Path file = shelves.file(wanted.digest().path());
        String needed = "needed by " + payloads.get(wanted);
        if (!Files.isRegularFile(file)) {
            return Optional.of(
                    Finding.error(ProblemCode.PAYLOAD_MISSING.code(), file.toString(), "it is missing; " + needed));
        }
        Blob found = Payloads.hash(file, read -> {});
        return found.equals(wanted) ? Optional.empty() : Optional.of(damaged(file, wanted, found, needed));
    }

    private static Finding damaged(Path file, Blob wanted, Blob found, String needed) {
        if (found.length() == wanted.length()) {
            return Finding.error(ProblemCode.PAYLOAD_ALTERED.code(), file.toString(), "it is altered; " + needed);
        }
        ProblemCode code =
                found.length() < wanted.length() ? ProblemCode.PAYLOAD_TRUNCATED : ProblemCode.PAYLOAD_OVERSIZED;
        return Finding.error(
                code.code(),
                file.toString(),
                "it has " + Plurals.english(found.length(), "byte", "bytes") + " and not " + wanted.length() + "; "
                        + needed);
    }

    /** All payloads together, in bytes. */
    long bytes() {
        return payloads.keySet().stream().mapToLong(Blob::length).sum();
    }

    void checkAll(List<Finding> findings, Progress progress) throws IOException {
        long total = bytes();
        long done = 0;
        for (Blob payload : payloads.keySet()) {
            check(payload).ifPresent(findings::add);
            done += payload.length();
            progress.at("verify", done, total);
        }
    }

    /** What a publisher left who was refused or killed: no client asks for it. */
    Optional<Finding> unused(Path targets) throws IOException {
        Path folder = targets.resolve("sha256");
        if (!Files.isDirectory(folder)) {
            return Optional.empty();
        }
        Set<String> needed = new HashSet<>();
        payloads.keySet().forEach(blob -> needed.add(blob.digest().hex()));
        long count = 0;
        long size = 0;
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
                if (!needed.contains(file.getFileName().toString())) {
                    count++;
                    size += Files.size(file);
                }
            }
        }
        return count == 0
                ? Optional.empty()
                : Optional.of(Finding.notice(
                        "PAYLOADS-UNUSED",
                        folder.toString(),
                        Plurals.english(count, "file", "files") + ", " + Sizes.text(size)
                                + (count == 1 ? ", is" : ", are") + " needed by nothing that is published"));
    }
}
