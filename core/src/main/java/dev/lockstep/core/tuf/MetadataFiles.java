package dev.lockstep.core.tuf;

import dev.lockstep.core.tuf.model.Authority;
import dev.lockstep.core.tuf.model.MetadataType;
import dev.lockstep.core.tuf.model.RoleMetadata;
import dev.lockstep.core.tuf.model.Root;
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
        // The fetcher stops reading at the limit; if it does not, that is no reason to trust what it fetched.
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
     * The stored file of a role, if it is still properly signed. If it is not, because keys were rotated or the disk lost it, it
     * counts as missing, so that an update can always recover (5.3.11). What the disk has damaged is set aside: nothing is stored
     * that was not verified before.
     */
    <T extends RoleMetadata> Optional<SignedMetadata<T>> stored(MetadataType<T> type, Authority authority)
            throws IOException {
        Optional<byte[]> bytes = store.read(authority.roleName());
        if (bytes.isEmpty()) {
            return Optional.empty();
        }
        SignedMetadata<T> metadata;
        try {
            metadata = parsed(bytes.get(), type, authority.roleName());
        } catch (MalformedMetadataException damaged) {
            store.setAside(authority.roleName());
            return Optional.empty();
        }
        try {
            Signatures.verify(metadata, authority);
            return Optional.of(metadata);
        } catch (TufException notTrustedAnyMore) {
            // Delegators may not agree on the keys of a role, and what one of them refuses is not damaged.
            if (Root.TOP_LEVEL_ROLES.contains(authority.roleName()) && Signatures.isAltered(metadata, authority)) {
                store.setAside(authority.roleName());
            }
            return Optional.empty();
        }
    }

    void persist(String roleName, SignedMetadata<?> metadata) throws IOException {
        store.write(roleName, metadata.signed().version(), metadata.bytes());
    }

    /** Whether an expired file may be used is up to the policy. A file is expired from the very moment that it names. */
    void checkExpiry(String roleName, RoleMetadata metadata) throws ExpiredMetadataException {
        Instant expires = metadata.expires();
        if (!expires.isAfter(start) && expiry.decide(roleName, expires, start) == ExpiryPolicy.Decision.REFUSE) {
            throw new ExpiredMetadataException(roleName, expires, start);
        }
    }
}
