package dev.lockstep.core.membership;

import dev.lockstep.core.json.StateFile;
import dev.lockstep.core.pki.Fingerprint;
import dev.lockstep.core.site.SiteFingerprint;
import dev.lockstep.core.site.SiteServer;
import dev.lockstep.core.source.ServerAddress;
import dev.lockstep.core.store.Digest;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;

/**
 * The servers that this computer trusts, in a file that only its owner may read, because it also holds unused join secrets.
 * Safe for use by several threads of one process.
 */
public final class KnownServers {
    private static final int LONGEST_FILE = 1 << 20;

    private final StateFile<Stored> file;
    private final BooleanSupplier firstUse;
    private final InstantSource clock;
    private Optional<List<Entry>> loaded = Optional.empty();

    /**
     * What stands in a file, which need not be there yet.
     *
     * @param firstUse whether an unknown server is trusted from its first answer on
     */
    public KnownServers(Path file, BooleanSupplier firstUse, InstantSource clock) {
        this.file = StateFile.of(file, Stored.class, LONGEST_FILE)
                .twice()
                .ownerOnly()
                .notWithout("state.loss.servers")
                .checked(stored -> stored.servers().forEach(StoredServer::entry));
        this.firstUse = firstUse;
        this.clock = clock;
    }

    /** All that are trusted. */
    public synchronized List<KnownServer> all() throws IOException {
        return entries().stream().map(Entry::server).toList();
    }

    /**
     * Trusts the server of a token from now on, and no other at its address.
     *
     * @return false if the token was taken before; then nothing changes
     */
    public synchronized boolean join(JoinToken token) throws IOException {
        String hash =
                Fingerprint.of(token.secret().getBytes(StandardCharsets.UTF_8)).hex();
        if (entries().stream().anyMatch(entry -> entry.token().equals(hash))) {
            return false;
        }
        List<Entry> changed = without(token.address());
        Set<String> addresses = new TreeSet<>(Set.of(token.address().toString()));
        changed.stream()
                .filter(entry -> entry.server().authority().equals(token.authority()))
                .forEach(entry -> addresses.addAll(entry.server().addresses()));
        changed.removeIf(entry -> entry.server().authority().equals(token.authority()));
        KnownServer server =
                new KnownServer(token.authority(), KnownServer.TrustedBy.TOKEN, clock.instant(), addresses);
        changed.add(new Entry(server, hash, token.secret(), token.site(), Optional.empty()));
        save(changed);
        return true;
    }

    /**
     * Where the server is that this computer was joined to last by a token.
     *
     * @param preferred the address to name if that server is there, too
     * @return empty if no token was brought
     */
    public synchronized Optional<ServerAddress> joinedAt(Optional<ServerAddress> preferred) throws IOException {
        Optional<KnownServer> server = entries().stream()
                .map(Entry::server)
                .filter(known -> known.trustedBy() == KnownServer.TrustedBy.TOKEN)
                .max(Comparator.comparing(KnownServer::since));
        return server.map(known -> preferred.filter(known::isAt).orElseGet(() -> known.anyAddress()));
    }

    /** Forgets whom to trust at an address; false if nothing was known. */
    public synchronized boolean forget(ServerAddress address) throws IOException {
        boolean known = entries().stream().anyMatch(entry -> entry.server().isAt(address));
        if (known) {
            save(without(address));
        }
        return known;
    }

    private List<Entry> without(ServerAddress address) throws IOException {
        List<Entry> others = new ArrayList<>();
        for (Entry entry : entries()) {
            Entry left = entry.with(entry.server().notAt(address));
            if (!left.server().addresses().isEmpty()) {
                others.add(left);
            }
        }
        return others;
    }

    /** Whether the authority that a server shows is trusted at an address. */
    synchronized Judgement judge(ServerAddress address, Fingerprint shown) throws IOException {
        for (Entry entry : entries()) {
            if (entry.server().isAt(address)) {
                return entry.server().authority().equals(shown)
                        ? new Judgement.Trusted()
                        : new Judgement.Changed(entry.server());
            }
        }
        boolean met =
                entries().stream().anyMatch(entry -> entry.server().authority().equals(shown));
        boolean joined =
                entries().stream().anyMatch(entry -> entry.server().trustedBy() == KnownServer.TrustedBy.TOKEN);
        // A computer that joined with a token trusts no server on first use.
        return met || (firstUse.getAsBoolean() && !joined) ? new Judgement.Trusted() : new Judgement.Unknown();
    }

    /** A trusted server has answered: from now on no other is trusted at this address. */
    synchronized void remember(ServerAddress address, Fingerprint authority) throws IOException {
        List<Entry> changed = new ArrayList<>(entries());
        for (int i = 0; i < changed.size(); i++) {
            Entry entry = changed.get(i);
            if (entry.server().isAt(address)) {
                return;
            }
            if (entry.server().authority().equals(authority)) {
                changed.set(i, entry.with(entry.server().at(address)));
                save(changed);
                return;
            }
        }
        changed.add(new Entry(
                new KnownServer(
                        authority, KnownServer.TrustedBy.FIRST_USE, clock.instant(), Set.of(address.toString())),
                "",
                "",
                Optional.empty(),
                Optional.empty()));
        save(changed);
    }

    /** The unused join secret for an address, if any. */
    synchronized Optional<String> secretFor(ServerAddress address) throws IOException {
        return entries().stream()
                .filter(entry -> entry.server().isAt(address))
                .map(Entry::secret)
                .filter(secret -> !secret.isEmpty())
                .findFirst();
    }

    /** Forgets a secret that has been used. */
    synchronized void forgetSecret(ServerAddress address) throws IOException {
        List<Entry> changed = new ArrayList<>();
        for (Entry entry : entries()) {
            changed.add(entry.server().isAt(address) ? entry.shown() : entry);
        }
        save(changed);
    }

    /** The site that a token names for an address and that is not followed yet, if any. */
    public synchronized Optional<SiteFingerprint> siteToFollow(ServerAddress address) throws IOException {
        return entries().stream()
                .filter(entry -> entry.server().isAt(address))
                .flatMap(entry -> entry.site().stream())
                .findFirst();
    }

    /** Forgets which site the tokens named: it is followed now, or a person has chosen another one. */
    public synchronized void forgetSiteToFollow() throws IOException {
        if (entries().stream().noneMatch(entry -> entry.site().isPresent())) {
            return;
        }
        save(entries().stream().map(Entry::followed).toList());
    }

    /**
     * Records the address that the site announces for the server at an address. It is ignored unless it names the authority
     * that is trusted there; an earlier announcement that is no longer made is forgotten.
     */
    public synchronized void moves(ServerAddress address, Optional<SiteServer> said) throws IOException {
        List<Entry> changed = new ArrayList<>();
        for (Entry entry : entries()) {
            Optional<ServerAddress> next = said.filter(
                            server -> server.authority().equals(entry.server().authority()))
                    .map(SiteServer::address);
            changed.add(entry.server().isAt(address) ? entry.moving(next) : entry);
        }
        if (!changed.equals(entries())) {
            save(changed);
        }
    }

    /** The address to which the server at an address moves, as its site signed; empty if it stays. */
    public synchronized Optional<ServerAddress> nextOf(ServerAddress address) throws IOException {
        return entries().stream()
                .filter(entry -> entry.server().isAt(address))
                .flatMap(entry -> entry.next().stream())
                .filter(next -> !next.equals(address))
                .findFirst();
    }

    /** Whether the server at an address has proved itself at another one, too. */
    public synchronized boolean isAlsoAt(ServerAddress address, ServerAddress other) throws IOException {
        return entries().stream()
                .anyMatch(
                        entry -> entry.server().isAt(address) && entry.server().isAt(other));
    }

    private List<Entry> entries() throws IOException {
        if (loaded.isEmpty()) {
            loaded = Optional.of(read());
        }
        return loaded.get();
    }

    /** Damaging the file must not lead to trust on first use: it is refused until somebody removes it. */
    private List<Entry> read() {
        return file.read()
                .map(stored ->
                        stored.servers().stream().map(StoredServer::entry).toList())
                .orElseGet(List::of);
    }

    private void save(List<Entry> changed) throws IOException {
        file.write(new Stored(1, changed.stream().map(StoredServer::of).toList()));
        loaded = Optional.of(List.copyOf(changed));
    }

    private record Stored(int format, List<StoredServer> servers) {}

    private record StoredAddress(String host, int port) {}

    private record StoredServer(
            Fingerprint authority,
            KnownServer.TrustedBy told,
            Instant since,
            String token,
            String secret,
            Optional<Digest> site,
            Optional<StoredAddress> next,
            SortedSet<String> addresses) {
        static StoredServer of(Entry entry) {
            KnownServer server = entry.server();
            return new StoredServer(
                    server.authority(),
                    server.trustedBy(),
                    server.since(),
                    entry.token(),
                    entry.secret(),
                    entry.site().map(SiteFingerprint::digest),
                    entry.next().map(next -> new StoredAddress(next.host(), next.port())),
                    new TreeSet<>(server.addresses()));
        }

        Entry entry() {
            return new Entry(
                    new KnownServer(authority, told, since, addresses),
                    token,
                    secret,
                    site.map(SiteFingerprint::new),
                    next.map(address -> new ServerAddress(address.host(), address.port())));
        }

        @Override
        public String toString() {
            return "what is known of " + authority;
        }
    }

    /**
     * A server with what was not shown to it yet.
     *
     * @param token the hash of the secret that it was joined with; empty if none
     * @param secret the secret; empty once it was shown
     * @param site the site that is to be followed; empty once it is
     * @param next where its site says that it is from now on
     */
    private record Entry(
            KnownServer server,
            String token,
            String secret,
            Optional<SiteFingerprint> site,
            Optional<ServerAddress> next) {
        Entry with(KnownServer changed) {
            return new Entry(changed, token, secret, site, next);
        }

        Entry shown() {
            return new Entry(server, token, "", site, next);
        }

        Entry followed() {
            return new Entry(server, token, secret, Optional.empty(), next);
        }

        Entry moving(Optional<ServerAddress> address) {
            return new Entry(server, token, secret, site, address);
        }

        @Override
        public String toString() {
            return server.toString();
        }
    }

    /** Whether the authority that a server shows is trusted. */
    sealed interface Judgement {
        /** It may be talked to. */
        record Trusted() implements Judgement {}

        /** Nothing is known of it, and the first answer is not to be trusted. */
        record Unknown() implements Judgement {}

        /**
         * Another one is trusted at this address.
         *
         * @param expected which
         */
        record Changed(KnownServer expected) implements Judgement {}
    }
}
