package dev.lockstep.core.trust;

import dev.lockstep.core.tuf.InMemoryMetadataStore;
import dev.lockstep.core.tuf.MetadataReader;
import dev.lockstep.core.tuf.MetadataStore;
import java.io.IOException;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/** The trusted metadata, with changes that are kept in memory only. */
final class TrialStore implements MetadataStore {
    private final MetadataReader trusted;
    private final InMemoryMetadataStore changes = new InMemoryMetadataStore();
    private final Set<String> deleted = new HashSet<>();

    TrialStore(MetadataReader trusted) {
        this.trusted = trusted;
    }

    @Override
    public Optional<byte[]> read(String roleName) throws IOException {
        Optional<byte[]> changed = changes.read(roleName);
        return changed.isPresent() || deleted.contains(roleName) ? changed : trusted.read(roleName);
    }

    @Override
    public Optional<byte[]> readRoot(long version) throws IOException {
        Optional<byte[]> changed = changes.readRoot(version);
        return changed.isPresent() ? changed : trusted.readRoot(version);
    }

    @Override
    public void write(String roleName, long version, byte[] received) {
        changes.write(roleName, version, received);
    }

    @Override
    public void keepRoot(long version, byte[] received) {
        changes.keepRoot(version, received);
    }

    @Override
    public void delete(String roleName) {
        deleted.add(roleName);
        changes.delete(roleName);
    }
}
