package dev.lockstep.core.node;

import dev.lockstep.core.membership.JoinToken;
import dev.lockstep.core.node.NodeSettings.SourceKind;
import dev.lockstep.core.pki.Fingerprint;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.site.SiteFingerprint;
import dev.lockstep.core.source.ServerAddress;
import dev.lockstep.core.source.UpdateSource;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/**
 * Makes the tokens by which other computers trust this one, follow its site and are admitted here without waiting. Safe for use by
 * several threads, as the services are that it asks.
 */
public final class JoinTokens {
    /** For how many computers a token can be. */
    public static final int MOST_USES = 100_000;

    /** For how many days it can work. */
    public static final int MOST_DAYS = 3650;

    private final Admissions admissions;
    private final HttpPort port;
    private final Settings settings;
    private final Site site;
    private final TrustedSite trusted;

    /** With the services of this computer. */
    public JoinTokens(Admissions admissions, HttpPort port, Settings settings, Site site, TrustedSite trusted) {
        this.admissions = admissions;
        this.port = port;
        this.settings = settings;
        this.site = site;
        this.trusted = trusted;
    }

    /**
     * Makes one; only the hash of its secret is kept.
     *
     * @param host the name or address by which the others reach this computer; empty for its own name
     * @param uses how many computers may use it, from 1 to {@link #MOST_USES}
     * @param days how long it works, from 1 to {@link #MOST_DAYS}
     * @return empty while this computer takes no others, because it does not distribute updates
     * @throws dev.lockstep.core.problem.ProblemException with {@code BAD_ADDRESS}, or with {@code SITE_UNKNOWN} at a relay that
     *     has not met its site yet
     */
    public Optional<JoinToken> issue(Optional<String> host, int uses, int days) {
        Optional<Fingerprint> authority = port.authority();
        Optional<URI> local = port.local();
        if (authority.isEmpty() || local.isEmpty()) {
            return Optional.empty();
        }
        String name = host.orElseGet(() -> settings.identity().name());
        ServerAddress server =
                ServerAddress.parse(name, Integer.toString(local.get().getPort()));
        SiteFingerprint followed = followed();
        Admissions.Secret secret = admissions.issueSecret(uses, Duration.ofDays(days));
        return Optional.of(
                new JoinToken(server, authority.get(), Optional.of(followed), secret.text(), secret.expires()));
    }

    /** Computers below a relay follow the site that it follows itself. */
    private SiteFingerprint followed() {
        NodeSettings now = settings.current();
        return now.sourceKind() == SourceKind.COMPUTER
                ? trusted.known()
                        .orElseThrow(() -> ProblemException.of(
                                ProblemCode.SITE_UNKNOWN,
                                Map.of(
                                        "address",
                                        now.source().map(UpdateSource::name).orElse("its server"))))
                : site.establish();
    }
}
