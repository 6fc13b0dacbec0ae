package dev.lockstep.core.source;

import dev.lockstep.core.message.Enrolment;
import dev.lockstep.core.message.MalformedMessageException;
import dev.lockstep.core.message.NodeJson;
import dev.lockstep.core.problem.Problem;
import dev.lockstep.core.problem.ProblemCode;
import dev.lockstep.core.problem.ProblemException;
import dev.lockstep.core.problem.Redaction;
import dev.lockstep.core.problem.Sentence;
import java.io.IOException;
import java.io.InputStream;
import java.io.InterruptedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Reads from a web server: a vendor's repository, or a computer that distributes updates.
 *
 * <p>A computer must send the header {@code Lockstep: 1} with every answer; without it, it is not an update server. Problems
 * that a computer answers with are thrown as they are. Redirects are followed within the same server only. HTTP/1.1 without
 * TLS, HTTP/2 where TLS negotiates it. Safe for use by several threads.
 */
public final class HttpTransport implements Transport {
    private static final int MAXIMUM_REDIRECTS = 3;
    private static final int MAXIMUM_PROBLEM_LENGTH = 64 << 10;
    private static final String PAYLOADS = "targets/";
    private static final String EVENTS = "api/v1/events";
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes ([0-9]{1,18})-[0-9]{1,18}/.*");

    private final HttpClient client;
    private final URI base;
    private final String name;
    private final boolean computer;
    private final Optional<SecuredServer> secured;
    private final Optional<HttpProxy> proxy;
    private final HttpLimits limits;
    private final HttpFailures failures;

    /**
     * A way to one server.
     *
     * @param client follows no redirects by itself, and goes through {@code proxy}
     * @param base ends with a slash
     * @param computer whether it must be one of ours, not just a web server
     * @param secured the server to enrol at; empty where no enrolment is needed
     */
    HttpTransport(
            HttpClient client,
            URI base,
            String name,
            boolean computer,
            Optional<SecuredServer> secured,
            Optional<HttpProxy> proxy,
            HttpLimits limits) {
        this.client = client;
        this.base = base;
        this.name = name;
        this.computer = computer;
        this.secured = secured;
        this.proxy = proxy;
        this.limits = limits;
        this.failures = new HttpFailures(name, base, proxy, limits);
    }

    @Override
    public String sourceName() {
        return name;
    }

    @Override
    public Optional<Content> open(String path, long offset) throws IOException {
        return admitted(path, () -> ask(path, offset));
    }

    private Optional<Content> ask(String path, long offset) throws IOException {
        HttpRequest.Builder request = request(path).GET();
        if (offset > 0) {
            request.setHeader("Range", "bytes=" + offset + "-");
        }
        HttpResponse<InputStream> answer = follow(request);
        if (answer.statusCode() == 416 && offset > 0) {
            answer.body().close();
            return ask(path, 0);
        }
        return content(answer, offset);
    }

    /**
     * Sends a JSON document and reads the answer.
     *
     * @param limit how many bytes the answer may have
     * @throws ProblemException as {@link #open}, and with {@code SOURCE_ERROR} if there is no such path
     */
    public byte[] post(String path, byte[] json, int limit) throws IOException {
        return admitted(path, () -> say(path, json, limit))
                .orElseThrow(() -> failures.error(Sentence.of("http.path-unknown", Map.of("path", path))));
    }

    @Override
    public Optional<byte[]> ask(String path, byte[] json, int limit) throws IOException {
        return computer ? admitted(path, () -> say(path, json, limit)) : Optional.empty();
    }

    /** Where the server does not know this computer, asks to be admitted and tries once more. */
    private <T> T admitted(String path, Call<T> call) throws IOException {
        try {
            return call.run();
        } catch (ProblemException e) {
            // A waiting computer enrols again, too: it may have got a join token since.
            boolean outside = e.problem().code() == ProblemCode.COMPUTER_UNKNOWN
                    || e.problem().code() == ProblemCode.COMPUTER_WAITING;
            if (!outside || path.equals(Enrolment.PATH) || secured.isEmpty()) {
                throw e;
            }
            secured.get().access().enrol(secured.get().address(), this);
            return call.run();
        }
    }

    private Optional<byte[]> say(String path, byte[] json, int limit) throws IOException {
        HttpRequest.Builder request = request(path)
                .setHeader("Content-Type", "application/json")
                .POST(HttpRequest.BodyPublishers.ofByteArray(json));
        Optional<Content> answer = content(send(request.build()), 0);
        if (answer.isEmpty()) {
            return Optional.empty();
        }
        try (Content content = answer.get()) {
            return Optional.of(content.readAtMost(limit, path, name));
        }
    }

    private HttpRequest.Builder request(String path) {
        URI uri = base.resolve(SourcePath.encoded(path));
        HttpRequest.Builder request = HttpRequest.newBuilder(uri)
                .timeout(limits.answer())
                // The upgrade header of cleartext HTTP/2 confuses old servers and proxies, and gains nothing.
                .version(secure() ? HttpClient.Version.HTTP_2 : HttpClient.Version.HTTP_1_1)
                .setHeader("User-Agent", "Lockstep")
                .setHeader("Accept-Encoding", "identity");
        proxy.flatMap(HttpProxy::authorization)
                .ifPresent(authorization -> request.setHeader("Proxy-Authorization", authorization));
        return request;
    }

    private boolean secure() {
        return base.getScheme().equals("https");
    }

    private HttpResponse<InputStream> follow(HttpRequest.Builder request) throws IOException {
        HttpResponse<InputStream> answer = send(request.build());
        for (int redirects = 0; isRedirect(answer); redirects++) {
            answer.body().close();
            URI target = redirectTarget(answer);
            if (redirects == MAXIMUM_REDIRECTS) {
                throw failures.error(Sentence.of("http.redirect-circle"));
            }
            answer = send(request.uri(target).build());
        }
        return answer;
    }

    private static boolean isRedirect(HttpResponse<?> answer) {
        return switch (answer.statusCode()) {
            case 301, 302, 303, 307, 308 -> true;
            default -> false;
        };
    }

    private URI redirectTarget(HttpResponse<?> answer) {
        String location = answer.headers().firstValue("Location").orElse("");
        URI target;
        try {
            target = answer.uri().resolve(location);
        } catch (IllegalArgumentException e) {
            throw failures.error(Sentence.of("http.redirect-no-url"));
        }
        boolean sameServer = base.getScheme().equalsIgnoreCase(target.getScheme())
                && base.getHost().equalsIgnoreCase(target.getHost())
                && base.getPort() == target.getPort();
        if (!sameServer) {
            throw failures.notAnUpdateServer(Sentence.of(
                    "http.redirect",
                    Map.of("target", Redaction.of(target.getScheme() + "://" + target.getAuthority()))));
        }
        return target;
    }

    private HttpResponse<InputStream> send(HttpRequest request) throws IOException {
        try {
            GuardedBody.Pace pace = pace(request.uri());
            return client.send(request, head -> new GuardedBody(limits, pace, failures));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptedIOException("interrupted while " + name + " was asked");
        } catch (InterruptedIOException e) {
            throw e;
        } catch (IOException e) {
            throw described(failures.beforeAnswer(e));
        } catch (IllegalArgumentException e) {
            // Java's client throws this if a header such as the length is not a number.
            throw failures.notAnUpdateServer(Sentence.of("http.bad-head", Map.of("cause", Sentence.said(e))));
        }
    }

    /** Decided by the request and not by the answer's content type, or any file could trickle in byte by byte. */
    private GuardedBody.Pace pace(URI asked) {
        if (asked.equals(base.resolve(EVENTS))) {
            return GuardedBody.Pace.EVENTS;
        }
        boolean payload = asked.toString().startsWith(base.resolve(PAYLOADS).toString());
        return payload ? GuardedBody.Pace.PAYLOAD : GuardedBody.Pace.DOCUMENT;
    }

    private ProblemException described(ProblemException failure) {
        if (secured.isEmpty()) {
            return failure;
        }
        Problem described = secured.get().untrusted().described(failure.problem());
        return described.equals(failure.problem()) ? failure : new ProblemException(described, failure);
    }

    private Optional<Content> content(HttpResponse<InputStream> answer, long offset) throws IOException {
        // A proxy's refusal of a tunnel has no body.
        InputStream body = answer.body() == null ? InputStream.nullInputStream() : answer.body();
        try {
            refuseOthers(answer);
            remember(answer);
            if (isAbsent(answer)) {
                body.close();
                return Optional.empty();
            }
            return Optional.of(new Content(body, start(answer, offset)));
        } catch (IOException | RuntimeException e) {
            body.close();
            throw e;
        }
    }

    /** A server that answered as one of ours is the one to trust at this address from now on. */
    private void remember(HttpResponse<?> answer) throws IOException {
        if (secured.isPresent() && answer.sslSession().isPresent()) {
            secured.get()
                    .access()
                    .remember(secured.get().address(), answer.sslSession().get());
        }
    }

    private void refuseOthers(HttpResponse<InputStream> answer) throws IOException {
        int status = answer.statusCode();
        boolean ours = answer.headers().firstValue("Lockstep").isPresent();
        if (proxy.isPresent() && status == 407) {
            throw failures.proxyRefusesUser();
        }
        if (proxy.isPresent() && !ours && (status == 502 || status == 503 || status == 504)) {
            throw failures.proxyCannotReach(status);
        }
        boolean absent = isAbsent(answer);
        if (ours && !absent && isType(answer.headers(), "application/problem+json")) {
            throw new ProblemException(told(answer));
        }
        if (computer && !ours) {
            throw failures.notAnUpdateServer(Sentence.of("http.not-lockstep", Map.of("status", status)));
        }
        if (absent) {
            return;
        }
        if (status != 200 && status != 206) {
            throw failures.error(Sentence.said("HTTP " + status));
        }
        // A payload can be a web page, and its hash is known; a document that is one is what a portal answers.
        if (isType(answer.headers(), "text/html") && pace(answer.uri()) != GuardedBody.Pace.PAYLOAD) {
            throw failures.notAnUpdateServer(Sentence.of("http.web-page"));
        }
        String encoding = answer.headers().firstValue("Content-Encoding").orElse("identity");
        if (!encoding.equals("identity")) {
            throw failures.error(Sentence.of("http.encoding"));
        }
    }

    /** Object stores answer 403 for what is not there to those who may not list, and each chain of roots ends so. */
    private boolean isAbsent(HttpResponse<?> answer) {
        int status = answer.statusCode();
        return status == 404 || status == 410 || (status == 403 && !computer);
    }

    private long start(HttpResponse<?> answer, long offset) {
        if (answer.statusCode() == 200) {
            return 0;
        }
        Matcher range = CONTENT_RANGE.matcher(
                answer.headers().firstValue("Content-Range").orElse(""));
        if (!range.matches() || Long.parseLong(range.group(1)) != offset) {
            throw failures.error(Sentence.of("http.other-part"));
        }
        return offset;
    }

    /** The problem that a server of ours tells; it may not know under which address it was reached. */
    private Problem told(HttpResponse<InputStream> answer) throws IOException {
        InputStream body = answer.body();
        try {
            Problem problem = NodeJson.readProblem(body.readNBytes(MAXIMUM_PROBLEM_LENGTH));
            Map<String, String> facts = new TreeMap<>(problem.facts());
            boolean ofItself =
                    problem.code() == ProblemCode.DISTRIBUTION_EMPTY || problem.code() == ProblemCode.DISTRIBUTION_OFF;
            if (ofItself || !facts.containsKey("address")) {
                facts.put("address", name);
            }
            answer.headers()
                    .firstValue("Retry-After")
                    .filter(seconds -> seconds.matches("[0-9]{1,6}"))
                    .ifPresent(seconds -> facts.put("retryAfter", seconds));
            return Problem.of(problem.code(), facts);
        } catch (MalformedMessageException e) {
            throw failures.error(Sentence.of("http.unknown-problem", Map.of("cause", Sentence.said(e))));
        } finally {
            body.close();
        }
    }

    private static boolean isType(HttpHeaders headers, String type) {
        return headers.firstValue("Content-Type")
                .map(value -> value.split(";", 2)[0].strip().equalsIgnoreCase(type))
                .orElse(false);
    }

    /** A request that can be made again. */
    @FunctionalInterface
    private interface Call<T> {
        T run() throws IOException;
    }

    /**
     * The server behind a transport that authenticates both sides.
     *
     * @param access how this computer authenticates, enrols and remembers the server
     * @param address the address that the server is known by
     * @param untrusted asks whoever answers there with a key that is not trusted
     */
    record SecuredServer(ServerAccess access, ServerAddress address, UntrustedServer untrusted) {}
}
