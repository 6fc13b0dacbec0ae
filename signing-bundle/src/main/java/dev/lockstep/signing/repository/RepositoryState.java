package dev.lockstep.signing.repository;

import dev.lockstep.core.tuf.ContentCheck;
import dev.lockstep.core.tuf.MalformedMetadataException;
import dev.lockstep.core.tuf.MissingMetadataException;
import dev.lockstep.core.tuf.RoleNotInSnapshotException;
import dev.lockstep.core.tuf.Signatures;
import dev.lockstep.core.tuf.TufException;
import dev.lockstep.core.tuf.model.Authority;
import dev.lockstep.core.tuf.model.DelegatedRole;
import dev.lockstep.core.tuf.model.MetaFile;
import dev.lockstep.core.tuf.model.MetadataType;
import dev.lockstep.core.tuf.model.RoleMetadata;
import dev.lockstep.core.tuf.model.Root;
import dev.lockstep.core.tuf.model.SignedMetadata;
import dev.lockstep.core.tuf.model.Snapshot;
import dev.lockstep.core.tuf.model.Targets;
import dev.lockstep.core.tuf.model.Timestamp;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * What a repository says at the moment, verified: nobody signs on top of files that somebody else may have put there. Only
 * expiry is not looked at, as re-signing what has expired is what a publisher comes for.
 *
 * @param root the newest root
 * @param timestampFile the timestamp
 * @param snapshotFile the snapshot it names
 * @param targets the files of {@code targets} and of each role delegated to that is in the snapshot
 * @param outdated the top-level roles that only the keys of the root before have signed
 */
record RepositoryState(
        SignedMetadata<Root> root,
        SignedMetadata<Timestamp> timestampFile,
        SignedMetadata<Snapshot> snapshotFile,
        Map<String, SignedMetadata<Targets>> targets,
        Set<String> outdated) {

    static RepositoryState load(RepositoryFolder folder) throws IOException, RepositoryException {
        long newest = folder.highestVersion("root");
        if (newest == 0) {
            throw new NotARepositoryException(folder.folder());
        }
        try {
            return new Loader(folder, new HashSet<>()).load(newest);
        } catch (TufException e) {
            throw new DamagedRepositoryException(folder.folder(), e);
        }
    }

    Timestamp timestamp() {
        return timestampFile.signed();
    }

    Snapshot snapshot() {
        return snapshotFile.signed();
    }

    private record Loader(RepositoryFolder folder, Set<String> outdated) {
        RepositoryState load(long newestRoot) throws IOException, TufException {
            List<SignedMetadata<Root>> roots = roots(newestRoot);
            SignedMetadata<Root> root = roots.get(roots.size() - 1);
            byte[] timestampFile = required("timestamp", "timestamp.json", folder.timestamp());
            SignedMetadata<Timestamp> timestamp =
                    newestSigned(roots, "timestamp", MetadataType.TIMESTAMP, timestampFile);
            byte[] snapshotFile = described("snapshot", timestamp.signed().snapshot());
            SignedMetadata<Snapshot> snapshot = newestSigned(roots, "snapshot", MetadataType.SNAPSHOT, snapshotFile);
            return new RepositoryState(root, timestamp, snapshot, targets(roots, snapshot.signed()), outdated);
        }

        /** The file of the version that the role above names, with its length and hashes. */
        private byte[] described(String roleName, MetaFile description) throws IOException, TufException {
            String name = description.version() + "." + roleName + ".json";
            byte[] file = required(roleName, name, folder.read(roleName, description.version()));
            ContentCheck.verify(name, file, description);
            return file;
        }

        private List<SignedMetadata<Root>> roots(long newest) throws IOException, TufException {
            List<SignedMetadata<Root>> roots = new ArrayList<>();
            for (long version = 1; version <= newest; version++) {
                String name = version + ".root.json";
                SignedMetadata<Root> root =
                        parse(required("root", name, folder.read("root", version)), MetadataType.ROOT, "root");
                if (!roots.isEmpty()) {
                    Signatures.verify(root, roots.get(roots.size() - 1).signed().authority("root"));
                }
                Signatures.verify(root, root.signed().authority("root"));
                roots.add(root);
            }
            return roots;
        }

        /**
         * A file that the newest root's keys have signed, or those of the root before: a rotation whose old keys were lost
         * can be cut off after the new root was written, and is completed by signing again.
         */
        private <T extends RoleMetadata> SignedMetadata<T> newestSigned(
                List<SignedMetadata<Root>> roots, String roleName, MetadataType<T> type, byte[] content)
                throws TufException {
            SignedMetadata<T> metadata = parse(content, type, roleName);
            Root newest = roots.get(roots.size() - 1).signed();
            try {
                Signatures.verify(metadata, newest.authority(roleName));
            } catch (TufException e) {
                if (roots.size() == 1) {
                    throw e;
                }
                outdated.add(roleName);
                Signatures.verify(metadata, roots.get(roots.size() - 2).signed().authority(roleName));
            }
            return metadata;
        }

        private Map<String, SignedMetadata<Targets>> targets(List<SignedMetadata<Root>> roots, Snapshot snapshot)
                throws IOException, TufException {
            Map<String, SignedMetadata<Targets>> found = new LinkedHashMap<>();
            byte[] topFile = described("targets", inSnapshot(snapshot, "targets"));
            SignedMetadata<Targets> top = newestSigned(roots, "targets", MetadataType.TARGETS, topFile);
            found.put("targets", top);
            Deque<Targets> delegators = new ArrayDeque<>(List.of(top.signed()));
            while (!delegators.isEmpty()) {
                var delegations = delegators.pop().delegations();
                if (delegations.isEmpty()) {
                    continue;
                }
                for (DelegatedRole role : delegations.get().roles()) {
                    if (snapshot.role(role.name()).isPresent() && !found.containsKey(role.name())) {
                        SignedMetadata<Targets> file =
                                delegated(snapshot, delegations.get().authority(role));
                        found.put(role.name(), file);
                        delegators.add(file.signed());
                    }
                }
            }
            return found;
        }

        private SignedMetadata<Targets> delegated(Snapshot snapshot, Authority authority)
                throws IOException, TufException {
            String roleName = authority.roleName();
            byte[] content = described(roleName, inSnapshot(snapshot, roleName));
            SignedMetadata<Targets> file = parse(content, MetadataType.TARGETS, roleName);
            Signatures.verify(file, authority);
            return file;
        }

        private static MetaFile inSnapshot(Snapshot snapshot, String roleName) throws RoleNotInSnapshotException {
            return snapshot.role(roleName).orElseThrow(() -> new RoleNotInSnapshotException(roleName));
        }

        private static byte[] required(String roleName, String name, Optional<byte[]> content)
                throws MissingMetadataException {
            return content.orElseThrow(() -> new MissingMetadataException(roleName, name));
        }

        private static <T extends RoleMetadata> SignedMetadata<T> parse(
                byte[] content, MetadataType<T> type, String roleName) throws MalformedMetadataException {
            try {
                return SignedMetadata.parse(content, type);
            } catch (IllegalArgumentException e) {
                throw new MalformedMetadataException(roleName, e);
            }
        }
    }
}
