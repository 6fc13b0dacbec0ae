package dev.lockstep.core.tuf;

import dev.lockstep.core.store.Digest;
import dev.lockstep.core.tuf.model.DelegatedRole;
import dev.lockstep.core.tuf.model.Delegations;
import dev.lockstep.core.tuf.model.Hashes;
import dev.lockstep.core.tuf.model.Key;
import dev.lockstep.core.tuf.model.MetaFile;
import dev.lockstep.core.tuf.model.MetadataType;
import dev.lockstep.core.tuf.model.Role;
import dev.lockstep.core.tuf.model.RoleMetadata;
import dev.lockstep.core.tuf.model.Root;
import dev.lockstep.core.tuf.model.SignedMetadata;
import dev.lockstep.core.tuf.model.Snapshot;
import dev.lockstep.core.tuf.model.SuccinctRoles;
import dev.lockstep.core.tuf.model.TargetFile;
import dev.lockstep.core.tuf.model.TargetPaths;
import dev.lockstep.core.tuf.model.Targets;
import dev.lockstep.core.tuf.model.Timestamp;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * A repository in memory that does whatever a test tells it, right or wrong, and remembers what it was asked for.
 *
 * <p>Each {@code publish} signs what the fields say at that moment with the signers of the role.
 */
final class Simulator implements MetadataFetcher {
    static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    static final String HASH = "ab".repeat(32);

    final Map<String, byte[]> files = new HashMap<>();
    final List<String> requests = new ArrayList<>();
    /** Who signs a role; the root names these as its keys unless {@link #keys} says otherwise. */
    final Map<String, List<TestSigner>> signers = new HashMap<>();

    final Map<String, List<TestSigner>> keys = new HashMap<>();
    final Map<String, Integer> thresholds = new HashMap<>();
    final Map<String, Long> versions = new HashMap<>();
    final Map<String, Instant> expires = new HashMap<>();
    final Map<String, MetaFile> meta = new LinkedHashMap<>();
    final Map<String, Map<String, TargetFile>> targets = new HashMap<>();
    final Map<String, List<DelegatedRole>> delegated = new HashMap<>();
    final Map<String, SuccinctRoles> succinct = new HashMap<>();
    boolean consistentSnapshot = true;
    boolean describeHashes = true;
    MetaFile snapshotInTimestamp;

    private final Map<String, Key> knownKeys = new LinkedHashMap<>();

    Simulator() {
        for (String role : Root.TOP_LEVEL_ROLES) {
            signers.put(role, new ArrayList<>(List.of(TestSigner.generate())));
        }
        publishRoot();
        publishTargets("targets");
        publishSnapshot();
        publishTimestamp();
    }

    @Override
    public Optional<byte[]> fetch(String name, long maximumLength) throws FileTooLongException {
        requests.add(name);
        byte[] file = files.get(name);
        if (file != null && file.length > maximumLength) {
            throw new FileTooLongException(name, maximumLength);
        }
        return Optional.ofNullable(file).map(byte[]::clone);
    }

    /** The first root, as an installer carries it. */
    byte[] firstRoot() {
        return files.get("1.root.json").clone();
    }

    TufUpdater.Builder client(MetadataStore store) {
        return TufUpdater.builder()
                .fetcher(this)
                .store(store)
                .pinnedRoot(firstRoot())
                .clock(Clock.fixed(NOW, ZoneOffset.UTC));
    }

    /** Other keys for a role, from the next root on. */
    void rotate(String role) {
        signers.put(role, new ArrayList<>(List.of(TestSigner.generate())));
    }

    void expire(String role) {
        expires.put(role, NOW.minus(Duration.ofDays(1)));
    }

    void publishAll() {
        publishTargets("targets");
        publishSnapshot();
        publishTimestamp();
    }

    void publishRoot() {
        Map<String, Key> all = new LinkedHashMap<>();
        Map<String, Role> roles = new LinkedHashMap<>();
        for (String role : Root.TOP_LEVEL_ROLES) {
            List<TestSigner> named = keys.getOrDefault(role, signers.get(role));
            named.forEach(signer -> all.put(signer.keyId(), signer.publicKey()));
            roles.put(role, role(named, thresholds.getOrDefault(role, 1)));
        }
        long version = next("root");
        Root root = new Root(version, expiry("root"), consistentSnapshot, all, roles, Map.of());
        files.put(version + ".root.json", sign("root", root, MetadataType.ROOT).bytes());
    }

    void publishTargets(String role) {
        long version = next(role);
        Optional<Delegations> delegations = Optional.empty();
        if (succinct.containsKey(role)) {
            delegations = Optional.of(new Delegations(knownKeys, List.of(), Optional.of(succinct.get(role))));
        } else if (delegated.containsKey(role)) {
            delegations = Optional.of(new Delegations(knownKeys, delegated.get(role), Optional.empty()));
        }
        Targets content = new Targets(version, expiry(role), targets.getOrDefault(role, Map.of()), delegations);
        byte[] file = sign(role, content, MetadataType.TARGETS).bytes();
        files.put(name(role, version), file);
        meta.put(role + ".json", describe(version, file));
    }

    void publishSnapshot() {
        long version = next("snapshot");
        Snapshot content = new Snapshot(version, expiry("snapshot"), meta);
        byte[] file = sign("snapshot", content, MetadataType.SNAPSHOT).bytes();
        files.put(name("snapshot", version), file);
        snapshotInTimestamp = describe(version, file);
    }

    void publishTimestamp() {
        Timestamp content = new Timestamp(next("timestamp"), expiry("timestamp"), snapshotInTimestamp);
        files.put(
                "timestamp.json",
                sign("timestamp", content, MetadataType.TIMESTAMP).bytes());
    }

    void addTarget(String role, String path) {
        targets.computeIfAbsent(role, name -> new LinkedHashMap<>())
                .put(path, new TargetFile(path, 1, Hashes.sha256(HASH)));
    }

    /** Delegates with a new key, and lets that key sign the role. */
    void delegate(String delegator, String role, boolean terminating, String... patterns) {
        delegate(delegator, role, terminating, new TargetPaths.Patterns(List.of(patterns)));
    }

    void delegate(String delegator, String role, boolean terminating, TargetPaths paths) {
        TestSigner signer = TestSigner.generate();
        signers.computeIfAbsent(role, name -> new ArrayList<>()).add(signer);
        knownKeys.put(signer.keyId(), signer.publicKey());
        delegated
                .computeIfAbsent(delegator, name -> new ArrayList<>())
                .add(new DelegatedRole(role, role(List.of(signer), 1), terminating, paths));
    }

    /** Delegates to bins that one key signs. */
    SuccinctRoles delegateToBins(String delegator, int bitLength, String prefix) {
        TestSigner signer = TestSigner.generate();
        knownKeys.put(signer.keyId(), signer.publicKey());
        SuccinctRoles bins = new SuccinctRoles(role(List.of(signer), 1), bitLength, prefix);
        for (long number = 0; number < 1L << bitLength; number++) {
            signers.put(bins.bin(number).name(), List.of(signer));
        }
        succinct.put(delegator, bins);
        return bins;
    }

    <T extends RoleMetadata> SignedMetadata<T> sign(String role, T content, MetadataType<T> type) {
        SignedMetadata<T> file = SignedMetadata.unsigned(content, type);
        for (TestSigner signer : signers.get(role)) {
            file = file.with(signer.sign(file.signedBytes()));
        }
        return file;
    }

    String name(String role, long version) {
        return consistentSnapshot ? ConsistentNames.metadata(role, version) : ConsistentNames.metadata(role);
    }

    /** Only the version is fixed; enough where the file is signed itself. */
    static MetaFile ofVersion(long version) {
        return new MetaFile(version, OptionalLong.empty(), Hashes.none());
    }

    private MetaFile describe(long version, byte[] file) {
        return describeHashes
                ? new MetaFile(
                        version,
                        OptionalLong.of(file.length),
                        Hashes.sha256(Digest.of(file).hex()))
                : ofVersion(version);
    }

    private long next(String role) {
        return versions.merge(role, 1L, Long::sum);
    }

    private Instant expiry(String role) {
        return expires.getOrDefault(role, NOW.plus(Duration.ofDays(30)));
    }

    private static Role role(List<TestSigner> named, int threshold) {
        LinkedHashSet<String> ids = new LinkedHashSet<>();
        named.forEach(signer -> ids.add(signer.keyId()));
        return new Role(ids, threshold);
    }
}
