package dev.lockstep.core.membership;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.lockstep.core.json.JsonMembers;
import dev.lockstep.core.pki.Fingerprint;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import dev.lockstep.core.site.SiteFingerprint;
import dev.lockstep.core.source.ServerAddress;
import dev.lockstep.core.store.Digest;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/**
 * What an administrator carries from a server to a computer that is to take its updates there: the server's address and
 * certificate authority, the site to follow, and a secret that admits the computer. Not a record: the secret must never appear
 * in a log.
 *
 * <p>Its text is {@code lsj1.} and JSON in the alphabet of URLs, with the first bytes of its hash at the end, so that what was
 * copied incompletely is noticed.
 */
public final class JoinToken {
    private static final String PREFIX = "lsj1.";
    private static final int LONGEST = 2048;
    private static final int CHECK_DIGITS = 8;

    private final ServerAddress address;
    private final Fingerprint authority;
    private final Optional<SiteFingerprint> site;
    private final String secret;
    private final Instant expires;

    /**
     * A token.
     *
     * @param site the site to follow; empty where the server does not know it yet, as a relay before its first contact
     */
    public JoinToken(
            ServerAddress address,
            Fingerprint authority,
            Optional<SiteFingerprint> site,
            String secret,
            Instant expires) {
        this.address = Objects.requireNonNull(address, "address");
        this.authority = Objects.requireNonNull(authority, "authority");
        this.site = Objects.requireNonNull(site, "site");
        this.secret = Objects.requireNonNull(secret, "secret");
        this.expires = Objects.requireNonNull(expires, "expires");
    }

    /**
     * Reads what a person typed or pasted; spaces and line ends in it are ignored.
     *
     * @throws ProblemException with {@code TOKEN_MALFORMED}
     */
    public static JoinToken parse(String text) {
        String token = text.replaceAll("\\s+", "");
        if (!token.startsWith(PREFIX)) {
            throw malformed(Sentence.of("token.no-prefix", Map.of("prefix", PREFIX)));
        }
        int check = token.lastIndexOf('.');
        if (token.length() > LONGEST || check < PREFIX.length()) {
            throw malformed(Sentence.of("token.cut-off"));
        }
        String body = token.substring(PREFIX.length(), check);
        if (!checkOf(body).equals(token.substring(check + 1))) {
            throw malformed(Sentence.of("token.incomplete"));
        }
        try {
            JsonMembers json = JsonMembers.parse(Base64.getUrlDecoder().decode(body));
            return new JoinToken(
                    new ServerAddress(json.text("host"), (int) json.number("port", 0, 65_535)),
                    json.parsed("authority", Fingerprint::new),
                    json.optional("root", JsonMembers::text).map(hex -> new SiteFingerprint(new Digest(hex))),
                    json.text("secret"),
                    json.instant("expires"));
        } catch (IllegalArgumentException | ProblemException e) {
            throw malformed(Sentence.of("token.unknown-form"));
        }
    }

    private static ProblemException malformed(Sentence reason) {
        // Without the token itself: it may be valid except for a stray character, and is a secret then.
        return new ProblemException(Problem.of(ProblemCode.TOKEN_MALFORMED, Map.of("reason", reason)));
    }

    /** The token as it is carried; it holds the secret. */
    public String text() {
        ObjectNode json = JsonNodeFactory.instance.objectNode();
        json.put("host", address.host()).put("port", address.port()).put("authority", authority.hex());
        site.ifPresent(root -> json.put("root", root.digest().hex()));
        json.put("secret", secret).put("expires", expires.toString());
        String body = Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(json.toString().getBytes(StandardCharsets.UTF_8));
        return PREFIX + body + "." + checkOf(body);
    }

    private static String checkOf(String body) {
        return Fingerprint.of(body.getBytes(StandardCharsets.UTF_8)).hex().substring(0, CHECK_DIGITS);
    }

    public ServerAddress address() {
        return address;
    }

    public Fingerprint authority() {
        return authority;
    }

    /** The site that the computer is to follow. */
    public Optional<SiteFingerprint> site() {
        return site;
    }

    public String secret() {
        return secret;
    }

    public Instant expires() {
        return expires;
    }

    @Override
    public String toString() {
        return "a join token for " + address + ", authority " + authority + ", until " + expires;
    }
}
