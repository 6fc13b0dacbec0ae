package dev.lockstep.cli.change;

import dev.lockstep.cli.console.Failure;
import dev.lockstep.cli.repository.Payloads;
import dev.lockstep.cli.repository.TargetFolders;
import dev.lockstep.cli.verify.DescriptionCheck;
import dev.lockstep.cli.verify.Finding;
import dev.lockstep.cli.verify.PayloadCheck;
import dev.lockstep.core.files.DurableFiles;
import dev.lockstep.core.store.Blob;
import dev.lockstep.core.transfer.Progress;
import dev.lockstep.core.tuf.CodedException;
import dev.lockstep.core.tuf.ConsistentNames;
import dev.lockstep.core.tuf.UnsafeNameException;
import dev.lockstep.core.tuf.model.SignedMetadata;
import dev.lockstep.core.tuf.model.TargetFile;
import dev.lockstep.core.tuf.model.Targets;
import dev.lockstep.signing.repository.Draft;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The target files that come with a draft: only what its signed metadata names, and only if it is what was signed.
 *
 * @param from the draft's {@code targets/}
 * @param descriptions names of descriptions that are not published yet
 * @param payloads payloads that are not published yet
 */
record DraftPayloads(Path from, List<String> descriptions, List<Blob> payloads) {
    /**
     * Looks through what came.
     *
     * @throws Failure if anything that is signed is missing, altered, or contradicts its signed name
     */
    static DraftPayloads of(Draft draft, Path from, Path published) throws IOException, CodedException {
        List<Finding> findings = new ArrayList<>();
        TargetFolders shelves = TargetFolders.of(published, from);
        DescriptionCheck check = new DescriptionCheck(shelves, findings);
        List<String> descriptions = new ArrayList<>();
        for (SignedMetadata<Targets> file : draft.targets().values()) {
            for (TargetFile target : file.signed().targets().values()) {
                String name = ConsistentNames.targetPath(target);
                if (!Files.isRegularFile(published.resolve(name))) {
                    descriptions.add(name);
                    check.check(target);
                }
            }
        }
        PayloadCheck payloadCheck = new PayloadCheck(shelves, check.payloads());
        List<Blob> payloads = new ArrayList<>();
        for (Blob blob : check.payloads().keySet()) {
            payloadCheck.check(blob).ifPresent(findings::add);
            if (!Files.isRegularFile(published.resolve(blob.digest().path()))) {
                payloads.add(blob);
            }
        }
        Optional<Finding> error = findings.stream().filter(Finding::error).findFirst();
        if (error.isPresent()) {
            throw new Failure(
                    error.get().code(), error.get().where() + ": " + error.get().text() + "; nothing was published.");
        }
        return new DraftPayloads(from, descriptions, payloads);
    }

    /** Puts them where clients find them: payloads first, then what names them. */
    void copy(Path published, Progress progress) throws IOException, UnsafeNameException {
        try (Payloads store = new Payloads(published, published, progress)) {
            for (Blob blob : payloads) {
                store.expect(blob.length());
            }
            for (Blob blob : payloads) {
                if (!store.add(from.resolve(blob.digest().path())).equals(blob)) {
                    throw new IOException(from + " was changed while it was read");
                }
            }
        }
        for (String name : descriptions) {
            Path file = published.resolve(ConsistentNames.checkTargetPath(name));
            DurableFiles.createFolders(file.getParent());
            DurableFiles.write(file, Files.readAllBytes(from.resolve(name)));
        }
    }
}
