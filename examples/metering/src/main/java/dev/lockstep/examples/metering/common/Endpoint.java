package dev.lockstep.examples.metering.common;

import java.net.IDN;
import java.net.URI;
import java.net.URISyntaxException;

/**
 * A host and a TCP port, as a person writes them: {@code host:port} or {@code [2001:db8::1]:port}.
 *
 * @param host a name or an address, without brackets
 * @param port 1 to 65535
 */
public record Endpoint(String host, int port) {
    private static final int MAX_HOST = 253;

    public Endpoint {
        if (host.isBlank() || !host.strip().equals(host)) {
            throw new IllegalArgumentException("A host is needed.");
        }
        if (port < 1 || port > 65535) {
            throw new IllegalArgumentException("A port lies between 1 and 65535.");
        }
    }

    /** Reads {@code host:port}. */
    public static Endpoint parse(String text) throws BadInput {
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new BadInput("endpoint.invalid", "\"" + text + "\" is not of the form host:port.");
        }
        String host = text.substring(0, colon).strip();
        if (host.startsWith("[") && host.endsWith("]")) {
            host = host.substring(1, host.length() - 1);
        }
        return new Endpoint(checkHost(host), port(text.substring(colon + 1)));
    }

    /** Reads a port; an error text of its own says what is wrong with it. */
    public static int port(String text) throws BadInput {
        try {
            int port = Integer.parseInt(text.strip());
            if (port >= 1 && port <= 65535) {
                return port;
            }
        } catch (NumberFormatException e) {
            throw new BadInput("endpoint.port", "\"" + text + "\" is not a port: a port is a number from 1 to 65535.");
        }
        throw new BadInput("endpoint.port", text.strip() + " is not a port: a port is a number from 1 to 65535.");
    }

    /** Reads a host name or address, also an international one, and gives the form in which it is looked up. */
    public static String checkHost(String text) throws BadInput {
        String host = text.strip();
        try {
            String ascii = IDN.toASCII(host);
            if (!ascii.isEmpty()
                    && ascii.length() <= MAX_HOST
                    && bracketed(ascii).equals(uri(bracketed(ascii), "/").getHost())) {
                return ascii;
            }
        } catch (IllegalArgumentException | URISyntaxException e) {
            throw new BadInput("endpoint.host", "\"" + host + "\" is not a host name or an address.");
        }
        throw new BadInput("endpoint.host", "\"" + host + "\" is not a host name or an address.");
    }

    /** The URL of a path on this endpoint. */
    public URI http(String path) {
        try {
            return uri(authority(), path);
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("There is no URL with " + this, e);
        }
    }

    private static URI uri(String authority, String path) throws URISyntaxException {
        return new URI("http://" + authority + path).parseServerAuthority();
    }

    private static String bracketed(String host) {
        return host.indexOf(':') >= 0 ? "[" + host + "]" : host;
    }

    /** The form that stands in a URL: {@code host:port}, an IPv6 address in brackets. */
    public String authority() {
        return bracketed(host) + ":" + port;
    }

    @Override
    public String toString() {
        return authority();
    }
}
