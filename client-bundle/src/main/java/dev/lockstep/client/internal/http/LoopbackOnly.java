package dev.lockstep.client.internal.http;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.util.Locale;
import java.util.Optional;

/**
 * The rule for calls by this computer's own applications. A page in somebody's browser can reach loopback as well, so it is not
 * enough that the caller is on this computer.
 */
final class LoopbackOnly {
    private LoopbackOnly() {}

    /**
     * Why a call is refused.
     *
     * @param peer who calls
     * @param host whom the call is addressed to, with or without port; empty if it does not say
     * @param origin the header {@code Origin}; empty if there is none
     */
    static Optional<String> refusal(SocketAddress peer, String host, String origin) {
        if (!(peer instanceof InetSocketAddress inet)
                || inet.getAddress() == null
                || !inet.getAddress().isLoopbackAddress()) {
            return Optional.of("only applications on this computer may call");
        }
        if (!isLoopback(host(host))) {
            return Optional.of("the call is addressed to " + abbreviated(host) + ", which is not this computer");
        }
        if (!origin.isEmpty() && !isLoopback(originHost(origin))) {
            return Optional.of("pages of " + abbreviated(origin) + " may not call");
        }
        return Optional.empty();
    }

    private static String host(String header) {
        String host = header.strip();
        if (host.startsWith("[")) {
            return host.substring(0, Math.max(0, host.indexOf(']') + 1));
        }
        int colon = host.indexOf(':');
        return colon < 0 ? host : host.substring(0, colon);
    }

    private static String originHost(String origin) {
        try {
            return Optional.ofNullable(new URI(origin).getHost()).orElse("");
        } catch (URISyntaxException e) {
            return "";
        }
    }

    /** Names are not resolved: the owner of a name can make it resolve to loopback. */
    private static boolean isLoopback(String host) {
        String name = host.toLowerCase(Locale.ROOT);
        if (name.equals("localhost") || name.equals("[::1]")) {
            return true;
        }
        if (!name.matches("127(\\.[0-9]{1,3}){3}")) {
            return false;
        }
        try {
            return InetAddress.getByName(name).isLoopbackAddress();
        } catch (java.net.UnknownHostException e) {
            return false;
        }
    }

    private static String abbreviated(String text) {
        String harmless = text.replaceAll("[^\\x21-\\x7e]", "?");
        return harmless.length() <= 80 ? harmless : harmless.substring(0, 80) + "...";
    }
}
