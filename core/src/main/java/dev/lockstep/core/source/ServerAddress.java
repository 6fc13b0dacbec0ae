package dev.lockstep.core.source;

import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import java.net.IDN;
import java.net.URI;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * The address and port of a computer that distributes updates.
 *
 * @param host a DNS name, an IPv4 address or an IPv6 address without brackets
 * @param port 1 to 65535
 */
public record ServerAddress(String host, int port) {
    /** The port on which everything happens unless an administrator chose another. */
    public static final int DEFAULT_PORT = 10000;

    private static final Pattern NAME = Pattern.compile(
            "(?=.{1,253}$)[\\p{L}\\p{N}_]([\\p{L}\\p{N}_-]{0,62})(\\.[\\p{L}\\p{N}_][\\p{L}\\p{N}_-]{0,62})*\\.?");
    private static final Pattern NUMBERS_AND_DOTS = Pattern.compile("[0-9.]+");
    private static final Pattern IPV4 = Pattern.compile(
            "((25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])\\.){3}(25[0-5]|2[0-4][0-9]|1[0-9]{2}|[1-9]?[0-9])");
    private static final Pattern IPV6_CHARACTERS = Pattern.compile("[0-9a-fA-F:.]+(%[0-9a-zA-Z._-]+)?");

    public ServerAddress {
        if (port < 1 || port > 65535) {
            throw ProblemException.of(ProblemCode.BAD_PORT, Map.of("port", Integer.toString(port)));
        }
        if (!isHost(host)) {
            throw ProblemException.of(ProblemCode.BAD_ADDRESS, Map.of("address", abbreviated(host)));
        }
    }

    /**
     * Reads what a person typed into an address field and a port field; spaces around are ignored, IPv6 may stand in
     * brackets, an empty port means 10000.
     *
     * @throws ProblemException with {@code BAD_ADDRESS} or {@code BAD_PORT}
     */
    public static ServerAddress parse(String host, String port) {
        String trimmed = host.strip();
        if (trimmed.startsWith("[") && trimmed.endsWith("]")) {
            trimmed = trimmed.substring(1, trimmed.length() - 1);
            if (trimmed.indexOf(':') < 0) {
                throw ProblemException.of(ProblemCode.BAD_ADDRESS, Map.of("address", abbreviated(host.strip())));
            }
        }
        return new ServerAddress(trimmed, parsePort(port.strip()));
    }

    private static int parsePort(String port) {
        if (port.isEmpty()) {
            return DEFAULT_PORT;
        }
        if (!port.matches("[0-9]{1,5}")) {
            throw ProblemException.of(ProblemCode.BAD_PORT, Map.of("port", abbreviated(port)));
        }
        return Integer.parseInt(port);
    }

    private static boolean isHost(String host) {
        if (host.indexOf(':') >= 0) {
            return isIpv6(host);
        }
        return NUMBERS_AND_DOTS.matcher(host).matches()
                ? IPV4.matcher(host).matches()
                : NAME.matcher(host).matches() && isInternationalName(host);
    }

    private static boolean isInternationalName(String host) {
        try {
            return !IDN.toASCII(host).isEmpty();
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean isIpv6(String host) {
        if (!IPV6_CHARACTERS.matcher(host).matches()) {
            return false;
        }
        int zone = host.indexOf('%');
        String address = zone < 0 ? host : host.substring(0, zone);
        try {
            // A text with colons is never looked up: it is a literal or refused.
            return java.net.InetAddress.getByName(address) instanceof java.net.Inet6Address;
        } catch (java.net.UnknownHostException e) {
            return false;
        }
    }

    /**
     * The base URL, with IPv6 in brackets and a name in other letters than ASCII as DNS has it.
     *
     * <p>Its {@link URI#getHost()} is null for names that are no host names for Java, such as Windows' {@code MY_SERVER};
     * {@link Transports} gets along with them.
     */
    public URI url(boolean secure) {
        String authority = host.indexOf(':') >= 0 ? toString() : IDN.toASCII(host) + ":" + port;
        return URI.create((secure ? "https://" : "http://") + authority + "/");
    }

    private static String abbreviated(String text) {
        return text.length() <= 80 ? text : text.substring(0, 80) + "...";
    }

    /** {@code host:port}, with IPv6 in brackets. */
    @Override
    public String toString() {
        return (host.indexOf(':') >= 0 ? "[" + host.replace("%", "%25") + "]" : host) + ":" + port;
    }
}
