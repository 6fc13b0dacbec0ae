package dev.lockstep.core.tuf;

import dev.lockstep.core.tuf.model.Authority;
import dev.lockstep.core.tuf.model.MetaFile;
import dev.lockstep.core.tuf.model.MetadataType;
import dev.lockstep.core.tuf.model.SignedMetadata;
import dev.lockstep.core.tuf.model.Targets;
import java.io.IOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Sections 5.6.1 to 5.6.6 of the client workflow, for the top-level targets and for every delegated role. */
final class TargetsLoader {
    private final MetadataFiles files;
    private final UpdateLimits limits;
    private final TrustedState state;
    private final boolean online;
    private final Map<String, SignedMetadata<Targets>> loaded = new HashMap<>();
    /** By whose authority a loaded file was verified, because a listing asks again for every target. */
    private final Set<Authority> verified = new HashSet<>();

    private final Map<Authority, TufException> refused = new HashMap<>();

    TargetsLoader(MetadataFiles files, UpdateLimits limits, TrustedState state, boolean online) {
        this.files = files;
        this.limits = limits;
        this.state = state;
        this.online = online;
    }

    /**
     * The targets metadata of a role as one delegator authorises it. A file that is trusted because of another delegator's keys is
     * verified again: authority depends on the path by which a role was reached, not on its name.
     */
    SignedMetadata<Targets> load(Authority authority) throws IOException, TufException {
        String roleName = authority.roleName();
        SignedMetadata<Targets> known = loaded.get(roleName);
        if (known != null) {
            if (!verified.contains(authority)) {
                Signatures.verify(known, authority);
                verified.add(authority);
            }
            return known;
        }
        if (refused.containsKey(authority)) {
            throw refused.get(authority);
        }
        try {
            MetaFile expected = state.snapshot()
                    .signed()
                    .role(roleName)
                    .orElseThrow(() -> new RoleNotInSnapshotException(roleName));
            SignedMetadata<Targets> targets = stored(authority, expected);
            loaded.put(roleName, targets);
            verified.add(authority);
            return targets;
        } catch (TufException e) {
            // Not requested again in this session: a listing would repeat the request for every target.
            refused.put(authority, e);
            throw e;
        }
    }

    /** The files that were used since the last refresh, by role. */
    Map<String, SignedMetadata<Targets>> loaded() {
        return Map.copyOf(loaded);
    }

    private SignedMetadata<Targets> stored(Authority authority, MetaFile expected) throws IOException, TufException {
        Optional<SignedMetadata<Targets>> stored = files.stored(MetadataType.TARGETS, authority)
                .filter(targets -> targets.signed().version() == expected.version()
                        && ContentCheck.fits(targets.bytes(), expected));
        if (stored.isPresent()) {
            files.checkExpiry(authority.roleName(), stored.get().signed());
            return stored.get();
        }
        if (!online) {
            throw new MissingMetadataException(
                    authority.roleName(), "stored " + ConsistentNames.metadata(authority.roleName()));
        }
        return download(authority, expected);
    }

    private SignedMetadata<Targets> download(Authority authority, MetaFile expected) throws IOException, TufException {
        String roleName = authority.roleName();
        // 5.6.1) download, at most the signed length
        String name = state.consistentSnapshot()
                ? ConsistentNames.metadata(roleName, expected.version())
                : ConsistentNames.metadata(roleName);
        byte[] received =
                files.fetchExisting(roleName, name, UpdateLimits.most(expected.length(), limits.targetsLength()));
        // 5.6.2, 5.6.3, 5.6.4) hashes, signatures, version
        ContentCheck.verify(name, received, expected);
        SignedMetadata<Targets> offered = MetadataFiles.verified(received, MetadataType.TARGETS, authority);
        if (offered.signed().version() != expected.version()) {
            throw new VersionMismatchException(
                    roleName, expected.version(), offered.signed().version());
        }
        // 5.6.5, 5.6.6) not expired; persist
        files.checkExpiry(roleName, offered.signed());
        files.persist(roleName, offered);
        return offered;
    }
}
