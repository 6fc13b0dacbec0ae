package dev.lockstep.core.site;

import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.source.FolderTransport;
import dev.lockstep.core.tuf.DirectoryMetadataStore;
import dev.lockstep.core.tuf.ExpiryPolicy;
import dev.lockstep.core.tuf.InMemoryMetadataStore;
import dev.lockstep.core.tuf.MetadataStore;
import dev.lockstep.core.tuf.TufException;
import dev.lockstep.core.tuf.VerifiedOnce;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/**
 * The site in a folder of this computer, whether it was made there, is passed on from there, or is followed from there. What has
 * expired counts: it was valid when it was written, and only its age is to be shown. Safe for use by several threads.
 */
public final class PublishedSite {
    private final Path folder;
    private final InstantSource clock;
    private final VerifiedOnce<SiteMetadata> verified;

    /**
     * Reads nothing yet.
     *
     * @param clock dates the reading
     */
    public PublishedSite(Path folder, InstantSource clock) {
        this.folder = folder;
        this.clock = clock;
        this.verified = new VerifiedOnce<>(folder.resolve(SiteReader.FIRST_ROOT).getParent(), clock);
    }

    /**
     * What the site says, verified from its first root on, and again when it has changed; empty if nothing is published there.
     *
     * @throws ProblemException with {@code SITE_DAMAGED} if it does not verify
     */
    public Optional<SiteMetadata> read() {
        Path first = folder.resolve(SiteReader.FIRST_ROOT);
        if (!Files.exists(first.resolveSibling("timestamp.json"))) {
            return Optional.empty();
        }
        try {
            return Optional.of(
                    verified.get(() -> reader(new InMemoryMetadataStore(), Optional.of(Files.readAllBytes(first)))
                            .refreshed()));
        } catch (IOException | TufException | ProblemException e) {
            throw damaged(e);
        }
    }

    /**
     * What the site said when a computer of it asked last, in its folder {@code trust/site}.
     *
     * @throws ProblemException with {@code SITE_DAMAGED} if it does not verify
     */
    public SiteMetadata trusted() {
        try {
            return reader(new DirectoryMetadataStore(folder), Optional.empty())
                    .stored()
                    .value();
        } catch (IOException | TufException | ProblemException e) {
            throw damaged(e);
        }
    }

    private SiteReader reader(MetadataStore store, Optional<byte[]> pinnedRoot) {
        return new SiteReader(
                store,
                pinnedRoot,
                (role, expires, now) -> ExpiryPolicy.Decision.USE_AS_STALE,
                clock,
                () -> new FolderTransport(folder),
                // It is our own disk: nobody sent it.
                this::damaged);
    }

    private ProblemException damaged(Exception reason) {
        return new ProblemException(
                Problem.of(
                        ProblemCode.SITE_DAMAGED, Map.of("folder", folder.toString(), "reason", Sentence.said(reason))),
                reason);
    }
}
