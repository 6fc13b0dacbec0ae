package dev.lockstep.client.internal.agent;

import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.message.MalformedMessageException;
import dev.lockstep.core.message.NodeDescription;
import dev.lockstep.core.message.NodeJson;
import dev.lockstep.core.node.Assignment;
import dev.lockstep.core.node.NodeSettings;
import dev.lockstep.core.node.Upstream;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.site.SiteAssignment;
import dev.lockstep.core.site.SiteMetadata;
import dev.lockstep.core.source.Transport;
import dev.lockstep.core.source.UpdateSource;
import dev.lockstep.core.trust.Freshness;
import dev.lockstep.core.trust.VendorMetadata;
import dev.lockstep.core.trust.Withdrawal;
import dev.lockstep.core.version.Version;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;

/** Asks the source what this computer should run. */
final class SourceQuery {
    private final String ownId;
    private final Supplier<NodeSettings> settings;
    private final Supplier<Optional<Version>> installed;
    private final Upstream upstream;
    private final RollbackGuard rollbackGuard;
    private final Consumer<List<String>> follows;

    /**
     * A query.
     *
     * @param installed the release that this computer runs
     * @param follows told the ids of the nodes above this one
     */
    SourceQuery(
            String ownId,
            Supplier<NodeSettings> settings,
            Supplier<Optional<Version>> installed,
            Upstream upstream,
            RollbackGuard rollbackGuard,
            Consumer<List<String>> follows) {
        this.follows = follows;
        this.ownId = ownId;
        this.settings = settings;
        this.installed = installed;
        this.upstream = upstream;
        this.rollbackGuard = rollbackGuard;
    }

    /**
     * Asks.
     *
     * @param named a version that somebody asks for by name; empty for what should be
     * @throws ProblemException with what is wrong at the source
     */
    DesiredRelease ask(Optional<Version> named) {
        // What was changed in the file counts from here on.
        String channel = settings.get().get(NodeSettings.CHANNEL);
        upstream.followServer();
        UpdateSource source = upstream.source();
        DesiredRelease wanted =
                source instanceof UpdateSource.Computer ? assigned(source, named) : newest(source, channel, named);
        rollbackGuard.note(wanted);
        return wanted;
    }

    private DesiredRelease newest(UpdateSource source, String channel, Optional<Version> named) {
        VendorMetadata metadata = upstream.refresh();
        Version version = named.orElseGet(
                () -> newest(metadata, channel).orElseThrow(() -> nothingOffered(metadata, channel, source)));
        return new DesiredRelease(
                metadata, metadata.release(version), Optional.empty(), Optional.empty(), source.name(), freshness());
    }

    /** Nothing was ever published in the channel, or nothing of it may be installed any more. */
    private static ProblemException nothingOffered(VendorMetadata metadata, String channel, UpdateSource source) {
        Optional<Withdrawal> last = metadata.releases().stream()
                .filter(release -> release.channel().equals(channel))
                .reduce((older, newer) -> newer)
                .flatMap(release -> metadata.withdrawals().of(release.version()));
        if (last.isEmpty()) {
            return ProblemException.of(
                    ProblemCode.RELEASE_UNKNOWN,
                    Map.of(
                            "what",
                            Sentence.of("unknown.channel", Map.of("channel", channel)),
                            "address",
                            source.name()));
        }
        Problem all = last.get().allOf(channel);
        return new ProblemException(
                last.get().origin() == Withdrawal.Origin.SITE ? all.with(Problem.VARIANT, "declined") : all);
    }

    /**
     * What should run here: the newest release that is not withdrawn. Where a newer one runs, which is withdrawn, that one goes on
     * running until there is a newer still: nobody goes back without being told to.
     */
    private Optional<Version> newest(VendorMetadata metadata, String channel) {
        Optional<Version> newest = metadata.newest(channel).map(VendorMetadata.OfferedRelease::version);
        return installed
                .get()
                .filter(now -> metadata.withdrawals().of(now).isPresent())
                .filter(now -> metadata.offered(now).isPresent())
                .filter(now -> newest.isEmpty() || metadata.isOlder(newest.get(), now))
                .or(() -> newest);
    }

    private Freshness freshness() {
        return upstream.freshness().orElseThrow(() -> new IllegalStateException("a refresh says how fresh it is"));
    }

    private DesiredRelease assigned(UpdateSource source, Optional<Version> named) {
        Transport transport = upstream.transport();
        boolean relay = describe(source, transport);
        SiteMetadata site = upstream.refreshSite();
        SiteAssignment assignment = site.assignmentFor(ownId).orElseThrow(() -> nothingAssigned(source));
        Version version = assignment
                .release()
                .map(SiteAssignment.AssignedRelease::version)
                .orElseThrow(() -> nothingAssigned(source));
        if (named.isPresent() && !named.get().equals(version)) {
            throw ProblemException.of(
                    ProblemCode.BAD_REQUEST,
                    Map.of(
                            "reason",
                            Sentence.of(
                                    "update.assigned-other",
                                    Map.of("server", source.name(), "assigned", version, "named", named.get()))));
        }
        VendorMetadata metadata = upstream.refresh();
        if (relay) {
            assignment.release().ifPresent(release -> requireHeld(metadata, release, source.name()));
        }
        assignment.requireVouched(metadata, source.name());
        return new DesiredRelease(
                metadata,
                metadata.release(version),
                Optional.of(Assignment.of(site.site(), assignment, assignment.counter())),
                Optional.of(site),
                source.name(),
                freshness());
    }

    private static ProblemException nothingAssigned(UpdateSource source) {
        return ProblemException.of(ProblemCode.NOTHING_ASSIGNED, Map.of("address", source.name()));
    }

    /** A relay that waits for its administrator passes on its site's assignment before it holds the release. */
    private static void requireHeld(VendorMetadata metadata, SiteAssignment.AssignedRelease release, String relay) {
        ProblemException behind = ProblemException.of(
                ProblemCode.RELAY_BEHIND,
                Map.of("address", relay, "version", release.version().toString()));
        if (metadata.target(release.targetName()).isEmpty()) {
            throw behind;
        }
        try {
            metadata.release(release.version());
        } catch (ProblemException e) {
            throw e.problem().code() == ProblemCode.PAYLOAD_MISSING ? behind : e;
        }
    }

    /**
     * Returns whether the source is a relay. It must be a node other than this one, not updated from this one, with something
     * to distribute.
     */
    private boolean describe(UpdateSource source, Transport transport) {
        NodeDescription node =
                read(source, transport, NodeDescription.PATH, NodeJson.MAXIMUM_NODE_BYTES, NodeJson::readNode);
        // Before anything else can go wrong: of two relays with nothing in their folders, too, each finds itself, for
        // one that has found itself goes on telling whom it follows.
        follows.accept(node.chain().stream().takeWhile(id -> !id.equals(ownId)).toList());
        node.requireNoLoop(ownId, source.name());
        switch (node.distribution()) {
            case "off" -> throw ProblemException.of(ProblemCode.DISTRIBUTION_OFF, Map.of("address", source.name()));
            case "empty" -> throw ProblemException.of(ProblemCode.DISTRIBUTION_EMPTY, Map.of("address", source.name()));
            default -> {
                // Ready, or damaged in files that this computer may not need.
            }
        }
        return !node.upstream().isEmpty();
    }

    private static <T> T read(UpdateSource source, Transport transport, String path, int limit, Reader<T> reader) {
        try {
            Optional<byte[]> bytes = transport.read(path, limit);
            if (bytes.isEmpty()) {
                throw foreign(source, Sentence.of("http.node-path-unknown", Map.of("path", path)));
            }
            return reader.read(bytes.get());
        } catch (MalformedMessageException e) {
            throw foreign(source, Sentence.said(path + ": " + e.getMessage()));
        } catch (IOException e) {
            throw DiskProblems.reading(source.name(), e);
        }
    }

    private static ProblemException foreign(UpdateSource source, Sentence reason) {
        return ProblemException.of(ProblemCode.SOURCE_FOREIGN, Map.of("address", source.name(), "reason", reason));
    }

    /** Reads one message. */
    @FunctionalInterface
    private interface Reader<T> {
        T read(byte[] bytes) throws MalformedMessageException;
    }
}
