package dev.lockstep.core.source;

import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Redaction;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;

/**
 * An HTTP proxy towards the vendor.
 *
 * @param address where it is
 * @param user the user name; empty if it wants none
 * @param password the password; never in {@link #toString()}
 */
public record HttpProxy(ServerAddress address, String user, String password) {
    /** The port that proxies use when none is named. */
    private static final int DEFAULT_PORT = 3128;

    /**
     * Reads {@code http://user:password@host:port}; user and password may be missing, or percent-encoded.
     *
     * @return empty if {@code text} is blank: no proxy
     * @throws ProblemException with {@code BAD_URL}, without the password
     */
    public static Optional<HttpProxy> parse(String text) {
        if (text.isBlank()) {
            return Optional.empty();
        }
        try {
            URI uri = URI.create(text.strip());
            boolean usable = "http".equalsIgnoreCase(uri.getScheme())
                    && uri.getHost() != null
                    && uri.getRawQuery() == null
                    && uri.getRawFragment() == null
                    && (uri.getPath().isEmpty() || uri.getPath().equals("/"));
            if (usable) {
                int port = uri.getPort() < 0 ? DEFAULT_PORT : uri.getPort();
                String[] credentials = uri.getRawUserInfo() == null
                        ? new String[0]
                        : uri.getRawUserInfo().split(":", 2);
                return Optional.of(new HttpProxy(
                        ServerAddress.parse(uri.getHost(), Integer.toString(port)),
                        credentials.length > 0 ? decoded(credentials[0]) : "",
                        credentials.length > 1 ? decoded(credentials[1]) : ""));
            }
        } catch (IllegalArgumentException | ProblemException e) {
            // Its text may hold the password, so it is not passed on.
            throw unusable(text);
        }
        throw unusable(text);
    }

    private static ProblemException unusable(String text) {
        return ProblemException.of(ProblemCode.BAD_URL, Map.of("url", Redaction.of(text)));
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
    }

    /** The value of the header {@code Proxy-Authorization}; empty if the proxy wants no user. */
    Optional<String> authorization() {
        if (user.isEmpty()) {
            return Optional.empty();
        }
        byte[] credentials = (user + ":" + password).getBytes(StandardCharsets.UTF_8);
        return Optional.of("Basic " + Base64.getEncoder().encodeToString(credentials));
    }

    /** The address, without the password. */
    @Override
    public String toString() {
        return address.toString();
    }
}
