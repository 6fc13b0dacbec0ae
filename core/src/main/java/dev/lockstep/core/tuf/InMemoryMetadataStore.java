package dev.lockstep.core.tuf;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Keeps trusted metadata while the program runs, for a single look at a repository, such as before publishing. */
public final class InMemoryMetadataStore implements MetadataStore {
    private final Map<String, byte[]> roles = new HashMap<>();
    private final Map<Long, byte[]> roots = new HashMap<>();

    @Override
    public Optional<byte[]> read(String roleName) {
        return Optional.ofNullable(roles.get(roleName)).map(byte[]::clone);
    }

    @Override
    public Optional<byte[]> readRoot(long version) {
        return Optional.ofNullable(roots.get(version)).map(byte[]::clone);
    }

    @Override
    public void write(String roleName, long version, byte[] received) {
        roles.put(roleName, received.clone());
        if (roleName.equals("root")) {
            keepRoot(version, received);
        }
    }

    @Override
    public void keepRoot(long version, byte[] received) {
        roots.put(version, received.clone());
    }

    @Override
    public void delete(String roleName) {
        roles.remove(roleName);
    }
}
