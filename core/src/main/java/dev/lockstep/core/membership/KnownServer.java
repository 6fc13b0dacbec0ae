package dev.lockstep.core.membership;

import dev.lockstep.core.pki.Fingerprint;
import dev.lockstep.core.source.ServerAddress;
import java.time.Instant;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

/**
 * A server that this computer trusts.
 *
 * @param authority the certificate that its chain ends with
 * @param trustedBy why it is trusted
 * @param since since when it is trusted
 * @param addresses where it was met, as {@code host:port}
 */
public record KnownServer(Fingerprint authority, TrustedBy trustedBy, Instant since, Set<String> addresses) {
    public KnownServer {
        Objects.requireNonNull(authority, "authority");
        Objects.requireNonNull(trustedBy, "trustedBy");
        Objects.requireNonNull(since, "since");
        addresses = Set.copyOf(addresses);
    }

    boolean isAt(ServerAddress address) {
        return addresses.contains(address.toString());
    }

    /** One of its addresses, always the same while they are. */
    ServerAddress anyAddress() {
        String first = addresses.stream().sorted().findFirst().orElseThrow();
        int colon = first.lastIndexOf(':');
        return ServerAddress.parse(first.substring(0, colon).replace("%25", "%"), first.substring(colon + 1));
    }

    KnownServer at(ServerAddress address) {
        Set<String> more = new TreeSet<>(addresses);
        more.add(address.toString());
        return new KnownServer(authority, trustedBy, since, more);
    }

    KnownServer notAt(ServerAddress address) {
        Set<String> fewer = new TreeSet<>(addresses);
        fewer.remove(address.toString());
        return new KnownServer(authority, trustedBy, since, fewer);
    }

    /** Why a server is trusted. */
    public enum TrustedBy {
        /** By a join token that an administrator brought. */
        TOKEN,
        /** By the first answer that came from the address. */
        FIRST_USE
    }
}
