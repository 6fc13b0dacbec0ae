package dev.lockstep.core.source;

import dev.lockstep.core.files.DiskProblems;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Sentence;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.net.ConnectException;
import java.net.InetSocketAddress;
import java.net.NoRouteToHostException;
import java.net.ProtocolException;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.security.cert.CertPathBuilderException;
import java.security.cert.CertPathValidatorException;
import java.security.cert.CertificateException;
import java.security.cert.CertificateExpiredException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Turns the HTTP client's exceptions into problems, and finds out whether the source or the proxy is to blame. */
final class HttpFailures {
    private final String address;
    private final URI base;
    private final Optional<HttpProxy> proxy;
    private final HttpLimits limits;

    HttpFailures(String address, URI base, Optional<HttpProxy> proxy, HttpLimits limits) {
        this.address = address;
        this.base = base;
        this.proxy = proxy;
        this.limits = limits;
    }

    /** A request that got no answer. */
    ProblemException beforeAnswer(IOException failure) {
        return new ProblemException(problem(failure), failure);
    }

    private Problem problem(IOException failure) {
        Optional<Problem> exhausted = DiskProblems.exhausted(failure);
        if (exhausted.isPresent()) {
            return exhausted.get();
        }
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (at instanceof UntrustedServerException untrusted) {
                return untrusted.problem();
            }
        }
        if (failure instanceof HttpConnectTimeoutException) {
            return proxy.isPresent()
                    ? proxyUnreachable(Sentence.of("http.no-answer", Map.of("seconds", seconds(limits.connect()))))
                    : timeout(limits.connect());
        }
        if (failure instanceof HttpTimeoutException) {
            return timeout(limits.answer());
        }
        if (caused(failure, UnresolvedAddressException.class) || caused(failure, UnknownHostException.class)) {
            return proxy.isPresent()
                    ? proxyUnreachable(Sentence.of("http.unresolved"))
                    : Problem.of(ProblemCode.SOURCE_UNRESOLVED, Map.of("address", base.getHost()));
        }
        if (failure instanceof ConnectException || failure instanceof NoRouteToHostException) {
            return notConnected(failure);
        }
        if (caused(failure, SSLException.class)) {
            return Problem.of(ProblemCode.SOURCE_TLS, Map.of("address", address, "reason", tlsReason(failure)));
        }
        if (failure instanceof ProtocolException || mentions(failure, "invalid status line", "invalid header")) {
            return foreign(Sentence.of("http.none"));
        }
        if (mentions(failure, "tunnel failed")) {
            return unreachable(Sentence.of(
                    "http.proxy-no-tunnel",
                    Map.of("proxy", proxy.map(HttpProxy::toString).orElse(""))));
        }
        return unreachable(
                mentions(failure, "received no bytes", "eof") ? Sentence.of("http.closed") : reason(failure));
    }

    private Problem notConnected(IOException failure) {
        IOException cause = failure.getMessage() == null ? askedAgain(failure) : failure;
        boolean refused = mentions(cause, "refused");
        if (proxy.isPresent()) {
            return proxyUnreachable(refused ? Sentence.of("http.refused") : reason(cause));
        }
        if (refused) {
            return Problem.of(ProblemCode.SOURCE_REFUSED, Map.of("address", address));
        }
        return mentions(cause, "timed out") ? timeout(limits.connect()) : unreachable(reason(cause));
    }

    /** Java 17's HTTP client loses the kernel's reason when it tries a second time; a plain socket tells it. */
    private IOException askedAgain(IOException failure) {
        ServerAddress peer = proxy.map(HttpProxy::address).orElseGet(this::server);
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(peer.host(), peer.port()), (int)
                    limits.connect().toMillis());
            return failure;
        } catch (IOException e) {
            return e;
        }
    }

    private ServerAddress server() {
        int usualPort = base.getScheme().equals("https") ? 443 : 80;
        return ServerAddress.parse(base.getHost(), Integer.toString(base.getPort() < 0 ? usualPort : base.getPort()));
    }

    /** An answer that ended before it was complete. */
    IOException broken(Throwable failure, long received) {
        if (failure instanceof InterruptedIOException interrupted) {
            return interrupted;
        }
        throw new ProblemException(unreachable(Sentence.of("http.broken", Map.of("bytes", received))), failure);
    }

    ProblemException silent(Duration idle) {
        return new ProblemException(timeout(idle));
    }

    ProblemException slow(long bytes, Duration window) {
        return new ProblemException(
                unreachable(Sentence.of("http.slow", Map.of("bytes", bytes, "seconds", seconds(window)))));
    }

    ProblemException notAnUpdateServer(Sentence reason) {
        return new ProblemException(foreign(reason));
    }

    ProblemException error(Sentence reason) {
        return ProblemException.of(ProblemCode.SOURCE_ERROR, Map.of("address", address, "reason", reason));
    }

    ProblemException proxyRefusesUser() {
        return ProblemException.of(
                ProblemCode.PROXY_AUTHENTICATION,
                Map.of("proxy", proxy.map(HttpProxy::toString).orElse(address), "address", address));
    }

    ProblemException proxyCannotReach(int status) {
        return new ProblemException(unreachable(Sentence.of(
                "http.proxy-status",
                Map.of("proxy", proxy.map(HttpProxy::toString).orElse(""), "status", status))));
    }

    private Problem foreign(Sentence reason) {
        return Problem.of(ProblemCode.SOURCE_FOREIGN, Map.of("address", address, "reason", reason));
    }

    private Problem unreachable(Sentence reason) {
        return Problem.of(ProblemCode.SOURCE_UNREACHABLE, Map.of("address", address, "reason", reason));
    }

    private Problem timeout(Duration limit) {
        return Problem.of(ProblemCode.SOURCE_TIMEOUT, Map.of("address", address, "seconds", seconds(limit)));
    }

    private Problem proxyUnreachable(Sentence reason) {
        String name = proxy.map(HttpProxy::toString).orElse("");
        return Problem.of(ProblemCode.PROXY_UNREACHABLE, Map.of("proxy", name, "address", address, "reason", reason));
    }

    private static Sentence tlsReason(Throwable failure) {
        if (caused(failure, CertificateExpiredException.class)) {
            return Sentence.of("tls.expired");
        }
        if (caused(failure, CertPathBuilderException.class) || caused(failure, CertPathValidatorException.class)) {
            return Sentence.of("tls.untrusted");
        }
        if (caused(failure, CertificateException.class)) {
            return Sentence.of("tls.unfit", Map.of("cause", deepest(failure)));
        }
        return mentions(failure, "unrecognized ssl message") ? Sentence.of("tls.none") : deepest(failure);
    }

    private static Sentence deepest(Throwable failure) {
        Throwable at = failure;
        while (at.getCause() != null && at.getCause() != at) {
            at = at.getCause();
        }
        return reason(at);
    }

    private static Sentence reason(Throwable failure) {
        return Sentence.said(failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage());
    }

    private static boolean mentions(Throwable failure, String... words) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            String text = String.valueOf(at.getMessage()).toLowerCase(Locale.ROOT);
            for (String word : words) {
                if (text.contains(word)) {
                    return true;
                }
            }
        }
        return false;
    }

    private static boolean caused(Throwable failure, Class<? extends Throwable> kind) {
        for (Throwable at = failure; at != null; at = at.getCause()) {
            if (kind.isInstance(at)) {
                return true;
            }
        }
        return false;
    }

    private static String seconds(Duration duration) {
        double seconds = duration.toMillis() / 1000.0;
        return seconds == Math.rint(seconds)
                ? Long.toString((long) seconds)
                : String.format(Locale.ROOT, "%.1f", seconds);
    }
}
