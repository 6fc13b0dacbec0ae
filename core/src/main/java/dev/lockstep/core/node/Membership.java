package dev.lockstep.core.node;

import dev.lockstep.core.audit.Audited;
import dev.lockstep.core.membership.JoinToken;
import dev.lockstep.core.membership.KnownServer;
import dev.lockstep.core.pki.Fingerprint;
import dev.lockstep.core.source.ServerAddress;
import java.io.IOException;
import java.util.List;

/** Which servers this computer trusts, and by which key they know it. A service of the client bundle; thread-safe. */
public interface Membership {
    /** The key of this computer; an administrator compares it before admitting. */
    Fingerprint key() throws IOException;

    /** The servers that are trusted. */
    List<KnownServer> servers() throws IOException;

    /** Trusts the server that made a token, and shows its secret when asking to be admitted there. */
    @Audited
    void join(JoinToken token) throws IOException;

    /**
     * Forgets which server to trust at an address; it needs a new token or a new first contact.
     *
     * @return whether it was known
     */
    @Audited
    boolean forget(ServerAddress address) throws IOException;
}
