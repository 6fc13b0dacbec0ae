package dev.lockstep.core.source;

import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Redaction;
import dev.lockstep.core.problem.Sentence;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.security.NoSuchAlgorithmException;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLContext;
import javax.net.ssl.SSLParameters;

/**
 * Opens sources. Keeps the HTTP connections that its transports share, so make one and keep it while the settings stay. Safe
 * for use by several threads.
 *
 * <p>The proxy is for the vendor's servers only: computers of the site are reached directly.
 */
public final class Transports {
    private static final String TUNNEL_SCHEMES = "jdk.http.auth.tunneling.disabledSchemes";

    private final HttpLimits limits;
    private final Optional<HttpProxy> vendorProxy;
    private final Optional<ServerAccess> access;
    private final HttpClient direct;
    private final HttpClient proxied;
    private final HttpClient unpinned;
    private Optional<Mirrors> mirrors = Optional.empty();
    private Optional<AtComputer> last = Optional.empty();

    /**
     * Trusts the certificate authorities that Java trusts, and computers of the site by what is known of them.
     *
     * @param vendorProxy towards the vendor
     * @param access how computers are talked to over TLS; empty where none is
     */
    public Transports(HttpLimits limits, Optional<HttpProxy> vendorProxy, Optional<ServerAccess> access) {
        this(limits, vendorProxy, access, usualTls());
    }

    Transports(HttpLimits limits, Optional<HttpProxy> vendorProxy, Optional<ServerAccess> access, SSLContext tls) {
        if (System.getProperty(TUNNEL_SCHEMES) == null) {
            // Java refuses to send Basic credentials to a proxy for https unless this is set before its HTTP client is
            // first used, with or without a proxy; almost every proxy with users wants just that.
            System.setProperty(TUNNEL_SCHEMES, "");
        }
        this.limits = limits;
        this.vendorProxy = vendorProxy;
        this.access = access;
        this.direct = client(limits, tls, Optional.empty());
        this.proxied = vendorProxy.isPresent() ? client(limits, tls, vendorProxy) : direct;
        this.unpinned = access.isPresent() ? client(limits, UntrustedServer.anyServer(), Optional.empty()) : direct;
    }

    private static SSLContext usualTls() {
        try {
            return SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("this Java has no TLS", e);
        }
    }

    private static HttpClient client(HttpLimits limits, SSLContext tls, Optional<HttpProxy> proxy) {
        return builder(limits, tls, proxy).build();
    }

    private static HttpClient.Builder builder(HttpLimits limits, SSLContext tls, Optional<HttpProxy> proxy) {
        return HttpClient.newBuilder()
                .connectTimeout(limits.connect())
                .followRedirects(HttpClient.Redirect.NEVER)
                .sslContext(tls)
                .proxy(new FixedProxy(proxy));
    }

    /**
     * A way to a source; nothing is asked yet.
     *
     * @throws ProblemException with {@code BAD_URL} if a vendor's URL is none
     */
    public Transport open(UpdateSource source) {
        if (source instanceof UpdateSource.Vendor vendor) {
            return vendor.urls().size() == 1 ? vendor(vendor.urls().get(0)) : mirrors(vendor.urls());
        }
        if (source instanceof UpdateSource.Computer computer) {
            return computer(computer);
        }
        if (source instanceof UpdateSource.Folder folder) {
            return new FolderTransport(folder.path());
        }
        throw new IllegalArgumentException("not a kind of source: " + source);
    }

    /**
     * A way to a computer that distributes updates, which can also be sent something.
     *
     * @throws ProblemException with {@code NOT_READABLE} if this computer's own key cannot be used
     */
    public HttpTransport computer(UpdateSource.Computer computer) {
        URI base = base(computer, InetAddress::getAllByName);
        Optional<ServerAccess> at = computer.secure() ? access : Optional.empty();
        HttpClient client = at.isPresent() ? atComputer(at.get(), computer.address()) : direct;
        return new HttpTransport(
                client,
                base,
                computer.name(),
                true,
                at.map(found -> new HttpTransport.SecuredServer(found, computer.address(), untrusted(base, computer))),
                Optional.empty(),
                limits);
    }

    private UntrustedServer untrusted(URI base, UpdateSource.Computer computer) {
        return new UntrustedServer(
                new HttpTransport(unpinned, base, computer.name(), true, Optional.empty(), Optional.empty(), limits));
    }

    /** A computer has one server at a time: the connections to the last one are kept. */
    private synchronized HttpClient atComputer(ServerAccess at, ServerAddress address) {
        if (last.isEmpty() || !last.get().address().equals(address)) {
            SSLParameters parameters = new SSLParameters();
            parameters.setProtocols(new String[] {"TLSv1.3"});
            try {
                HttpClient client = builder(limits, at.tls(address), Optional.empty())
                        .sslParameters(parameters)
                        .build();
                last = Optional.of(new AtComputer(address, client));
            } catch (IOException e) {
                throw new ProblemException(
                        Problem.of(
                                ProblemCode.NOT_READABLE,
                                Map.of("file", Sentence.of("file.of-key"), "reason", Sentence.said(e))),
                        e);
            }
        }
        return last.get().client();
    }

    /** Which of them failed is remembered for as long as they are the same. */
    private synchronized Transport mirrors(List<URI> urls) {
        if (mirrors.isEmpty() || !mirrors.get().urls().equals(urls)) {
            List<HttpTransport> all = urls.stream().map(this::vendor).toList();
            mirrors = Optional.of(new Mirrors(urls, new MirrorsTransport(all, InstantSource.system())));
        }
        return mirrors.get().transport();
    }

    private record Mirrors(List<URI> urls, Transport transport) {}

    private record AtComputer(ServerAddress address, HttpClient client) {}

    /** Java's HTTP client takes no URL with a name like {@code MY_SERVER}, but its address will do. */
    static URI base(UpdateSource.Computer computer, Resolver resolver) {
        ServerAddress address = computer.address();
        URI url = address.url(computer.secure());
        if (url.getHost() != null) {
            return url;
        }
        try {
            String number = resolver.resolve(address.host())[0].getHostAddress();
            return new ServerAddress(number, address.port()).url(computer.secure());
        } catch (UnknownHostException e) {
            throw new ProblemException(Problem.of(ProblemCode.SOURCE_UNRESOLVED, Map.of("address", address.host())), e);
        }
    }

    /** Looks a name up. */
    @FunctionalInterface
    interface Resolver {
        InetAddress[] resolve(String name) throws UnknownHostException;
    }

    private HttpTransport vendor(URI url) {
        String scheme = String.valueOf(url.getScheme()).toLowerCase(Locale.ROOT);
        boolean usable = (scheme.equals("http") || scheme.equals("https"))
                && url.getHost() != null
                && url.getRawUserInfo() == null
                // Of a password with a slash this is the rest.
                && url.toString().indexOf('@') < 0
                && url.getRawQuery() == null
                && url.getRawFragment() == null;
        if (!usable) {
            throw ProblemException.of(ProblemCode.BAD_URL, Map.of("url", Redaction.of(url)));
        }
        URI base = url.toString().endsWith("/") ? url : URI.create(url + "/");
        return new HttpTransport(proxied, base, url.toString(), false, Optional.empty(), vendorProxy, limits);
    }

    /** Always the same proxy, or none: what the environment says of proxies is not what the administrator set. */
    private static final class FixedProxy extends ProxySelector {
        private final List<Proxy> proxies;

        FixedProxy(Optional<HttpProxy> proxy) {
            this.proxies = List.of(proxy.map(HttpProxy::address)
                    .map(address -> new Proxy(
                            Proxy.Type.HTTP, InetSocketAddress.createUnresolved(address.host(), address.port())))
                    .orElse(Proxy.NO_PROXY));
        }

        @Override
        public List<Proxy> select(URI uri) {
            return proxies;
        }

        @Override
        public void connectFailed(URI uri, SocketAddress address, IOException failure) {
            // The request that failed says so itself.
        }
    }
}
