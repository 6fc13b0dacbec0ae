package dev.lockstep.core.tuf;

import dev.lockstep.core.tuf.model.Authority;
import dev.lockstep.core.tuf.model.MetadataType;
import dev.lockstep.core.tuf.model.RoleMetadata;
import dev.lockstep.core.tuf.model.SignedMetadata;
import java.io.IOException;
import java.time.Instant;
import java.util.Optional;

/** What every step of the workflow does with files: fetch within limits, read, verify, judge expiry. */
final class MetadataFiles {
    private final MetadataFetcher fetcher;
    private final MetadataStore store;
    private final ExpiryPolicy expiry;
    private final Instant start;

    MetadataFiles(MetadataFetcher fetcher, MetadataStore store, ExpiryPolicy expiry, Instant start) {
        this.fetcher = fetcher;
        this.store = store;
        this.expiry = expiry;
        this.start = start;
    }

    Optional<byte[]> fetch(String name, long maximumLength) throws IOException, FileTooLongException {
        Optional<byte[]> received = fetcher.fetch(name, maximumLength);
        // The fetcher stops reading at the limit; one that does not is no reason to trust what it brings.
        if (received.isPresent() && received.get().length > maximumLength) {
            throw new FileTooLongException(name, maximumLength);
        }
        return received;
    }

    byte[] fetchExisting(String roleName, String name, long maximumLength) throws IOException, TufException {
        return fetch(name, maximumLength).orElseThrow(() -> new MissingMetadataException(roleName, name));
    }

    static <T extends RoleMetadata> SignedMetadata<T> verified(
            byte[] received, MetadataType<T> type, Authority authority) throws TufException {
        SignedMetadata<T> metadata = parsed(received, type, authority.roleName());
        Signatures.verify(metadata, authority);
        return metadata;
    }

    static <T extends RoleMetadata> SignedMetadata<T> parsed(byte[] received, MetadataType<T> type, String roleName)
            throws MalformedMetadataException {
        try {
            return SignedMetadata.parse(received, type);
        } catch (IllegalArgumentException e) {
            throw new MalformedMetadataException(roleName, e);
        }
    }

    /**
     * The stored file of a role, if it is still signed as it has to be. One that is not, because keys were rotated or the
     * disk lost it, counts as not there, so that an update can always get out of it (5.3.11).
     */
    <T extends RoleMetadata> Optional<SignedMetadata<T>> stored(MetadataType<T> type, Authority authority)
            throws IOException {
        Optional<byte[]> bytes = store.read(authority.roleName());
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Optional.of(verified(bytes.get(), type, authority));
        } catch (TufException notTrustedAnyMore) {
            return Optional.empty();
        }
    }

    void persist(String roleName, SignedMetadata<?> metadata) throws IOException {
        store.write(roleName, metadata.signed().version(), metadata.bytes());
    }

    /** Whether a file that has expired may be used is up to the policy; at its very moment it has expired. */
    void checkExpiry(String roleName, RoleMetadata metadata) throws ExpiredMetadataException {
        Instant expires = metadata.expires();
        if (!expires.isAfter(start) && expiry.decide(roleName, expires, start) == ExpiryPolicy.Decision.REFUSE) {
            throw new ExpiredMetadataException(roleName, expires, start);
        }
    }
}
